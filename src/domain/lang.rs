//! The two languages of the product and text that exists in both.

/// The language a person reads: Chinese unless asked otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// Chooses the wording for this language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// The language of a POSIX locale name such as `zh_CN.UTF-8`; `None` when it says neither
    /// (`C`, `POSIX`, empty).
    pub fn of_locale(locale: &str) -> Option<Self> {
        let name = locale.split(['.', '_', '-', '@']).next().unwrap_or_default().to_ascii_lowercase();
        match name.as_str() {
            "" | "c" | "posix" => None,
            "zh" => Some(Self::Zh),
            _ => Some(Self::En),
        }
    }
}

/// A sentence in both languages; made with [`words!`](crate::words).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bilingual {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

impl Bilingual {
    /// The wording for one language.
    pub fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }

    /// The same text in both languages, for names and numbers.
    pub fn same(text: impl Into<String>) -> Self {
        let zh = text.into();
        Self { en: zh.clone(), zh }
    }

    /// Nothing said.
    pub fn is_empty(&self) -> bool {
        self.zh.is_empty() && self.en.is_empty()
    }
}

/// Builds [`Bilingual`](crate::domain::lang::Bilingual) from a Chinese and an English format string that
/// capture the same variables: `words!("缺少 {field}", "{field} is missing")`.
#[macro_export]
macro_rules! words {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::domain::lang::Bilingual { zh: format!($zh), en: format!($en) }
    };
}
