//! An OpenSSH public key: read strictly from one line, its fingerprint as `ssh-keygen -l` prints it, and
//! the `authorized_keys` line that lets it open a session and nothing else.
//!
//! It never checks a signature and never holds a private key.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use sha2::{Digest as _, Sha256};

use super::person::PersonId;
use super::text::{clean, cut};

/// A key line may be this long; a 16,384-bit RSA key is about 2,800 characters.
pub const MOST_LINE_BYTES: usize = 8 * 1024;

/// RSA keys shorter than this are refused, as OpenSSH's own `RequiredRSASize` may be set to do.
pub const LEAST_RSA_BITS: usize = 2048;

/// Kinds of key that are accepted, with how many length-prefixed parts follow the name in the blob.
const KINDS: &[(&str, usize)] = &[
    ("ssh-ed25519", 1),
    ("ecdsa-sha2-nistp256", 2),
    ("ecdsa-sha2-nistp384", 2),
    ("ecdsa-sha2-nistp521", 2),
    ("sk-ssh-ed25519@openssh.com", 2),
    ("sk-ecdsa-sha2-nistp256@openssh.com", 3),
    ("ssh-rsa", 2),
];

/// A public key.
#[derive(Clone, Debug)]
pub struct PublicKey {
    kind: &'static str,
    blob: Vec<u8>,
    /// What stood behind the key, for people only.
    pub comment: String,
}

/// The comment is no part of a key.
impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.blob == other.blob
    }
}

impl Eq for PublicKey {}

/// Why a line is not a key that can be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// Nothing but comments.
    #[error("no key")]
    Empty,
    /// `command="…"`, `from="…"` and the like stand before the key: options are the desk's to write.
    #[error("options stand before the key")]
    Options,
    /// A private key. It should be replaced: it has been where it should never be.
    #[error("a private key")]
    Private,
    /// A kind that is not accepted (DSA, a certificate, something unknown).
    #[error("a kind of key that is not accepted")]
    Kind,
    /// Damaged, cut off, or not base64.
    #[error("damaged")]
    Damaged,
    /// RSA below [`LEAST_RSA_BITS`].
    #[error("an RSA key that is too short")]
    Short,
}

impl PublicKey {
    /// Reads one line of a `.pub` file.
    pub fn parse(line: &str) -> Result<Self, BadKey> {
        let line = line.trim();
        if line.contains("PRIVATE KEY") {
            return Err(BadKey::Private);
        }
        if line.is_empty() || line.starts_with('#') {
            return Err(BadKey::Empty);
        }
        if line.len() > MOST_LINE_BYTES || line.contains(['\n', '\r', '\0']) {
            return Err(BadKey::Damaged);
        }
        let mut words = line.splitn(3, [' ', '\t']);
        let (kind, body) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let Some((kind, parts)) = KINDS.iter().find(|(name, _)| *name == kind) else {
            // `restrict,pty ssh-ed25519 AAAA…`: a known kind stands further on.
            let options = line.split([' ', '\t', ',', '"']).skip(1).any(known);
            return Err(if options { BadKey::Options } else { BadKey::Kind });
        };
        let blob = STANDARD.decode(body).map_err(|_| BadKey::Damaged)?;
        let fields = fields(&blob).ok_or(BadKey::Damaged)?;
        if fields.len() != parts + 1 || fields[0] != kind.as_bytes() {
            return Err(BadKey::Damaged);
        }
        match *kind {
            "ssh-ed25519" | "sk-ssh-ed25519@openssh.com" if fields[1].len() != 32 => {
                return Err(BadKey::Damaged);
            }
            "ssh-rsa" if bits(fields[2]) < LEAST_RSA_BITS => return Err(BadKey::Short),
            _ => {}
        }
        let comment = cut(&clean(words.next().unwrap_or_default()), 80);
        Ok(Self { kind, blob, comment })
    }

    /// Every key of a file: one a line, blank lines and `#` comments passed over. The line number, from 1,
    /// goes with what is wrong.
    pub fn parse_file(text: &str) -> Result<Vec<Self>, (u32, BadKey)> {
        let text = text.trim_start_matches('\u{feff}');
        let mut keys: Vec<Self> = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            match Self::parse(line) {
                Ok(key) if keys.contains(&key) => {}
                Ok(key) => keys.push(key),
                Err(BadKey::Empty) => {}
                Err(bad) => return Err((number, bad)),
            }
        }
        if keys.is_empty() { Err((1, BadKey::Empty)) } else { Ok(keys) }
    }

    /// `ssh-ed25519` and the like.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// `SHA256:…`, as `ssh-keygen -l` and sshd's log print it.
    pub fn fingerprint(&self) -> String {
        format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(&self.blob)))
    }

    /// The key as `.pub` files hold it, without the comment: `ssh-ed25519 AAAA…`.
    pub fn line(&self) -> String {
        format!("{} {}", self.kind, STANDARD.encode(&self.blob))
    }

    /// The `authorized_keys` line that opens a session for a person and permits nothing else: `restrict`
    /// refuses every forwarding and `~/.ssh/rc`, `pty` allows the screen, the forced command replaces
    /// whatever the client asks for. `program` is written as it is; see [`is_plain_program`].
    pub fn authorized_line(&self, program: &str, id: &PersonId) -> String {
        format!("restrict,pty,command=\"{program} session --as {id}\" {} {id}", self.line())
    }
}

/// Whether a program's name may stand in a forced command, which sshd hands to a shell: a path of plain
/// characters, optionally with plain flags behind it.
pub fn is_plain_program(program: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-=: ".contains(c);
    program.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/') && program.chars().all(plain)
}

fn known(word: &str) -> bool {
    KINDS.iter().any(|(name, _)| *name == word)
}

/// The length-prefixed parts of a blob (RFC 4253, section 6.6), or `None` when they do not fill it.
fn fields(mut blob: &[u8]) -> Option<Vec<&[u8]>> {
    let mut found = Vec::new();
    while !blob.is_empty() {
        let (length, rest) = blob.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (field, rest) = rest.split_at_checked(length)?;
        found.push(field);
        blob = rest;
    }
    Some(found)
}

fn bits(number: &[u8]) -> usize {
    let significant = number.iter().position(|byte| *byte != 0).map_or(&[][..], |at| &number[at..]);
    match significant.first() {
        None => 0,
        Some(first) => significant.len() * 8 - first.leading_zeros() as usize,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // Made for this test with `ssh-keygen -t …`; the fingerprints are what `ssh-keygen -lf` printed.
    const ED25519: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICxDIf9Fv87lduvKuKpoMeX/l5h4ANfoB2JcNgy/PEZh li@office";
    const ED25519_PRINT: &str = "SHA256:LAvCqMqReBG8uPwLe7kpqEpp0fhnwLUKL2EqLCuRgvw";
    const ECDSA: &str = "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBGco8pAxR3lHIbESLZXcmPe+bErrUVAqNSzNRZHVVeLKhtR+CBPsLdY53jqrWx3Y2TIIKhzjphhclN8okjgZt6VHUCoCHGiXgsUrL1X7L7XFQ4mcnfCbzAT6znL+4tsYjQ== li@office";
    const ECDSA_PRINT: &str = "SHA256:rgzNUm5SctRD2tzG/eOnvxUmpc68wzIsbgloh0TEUsI";
    const RSA: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCOEMRPO9HaVcG85S9EMvzEB6jTrq0wIv526tBmT+28T1i8lfgtd7UwOUk4OpVq8+X5Hu4gSddUVN/kXSGMED8OAWe2u4/5lFgYdIlk1a/fna7O9nHyv7eIQEwHbepsmP1f99WjWhQhdbXBs/qy9i1yO/8tdF5A0oJ5pWqrSC2hUL/ITusP4wGlX+rYF6ltrF28gVq2L6+kkD/4LY47ic1xS2b5hN88mHeBd1e7c0AFzM+iajLkywHVGdoK7tfCm0QEW5uSzdouLEIol/75lQzOKMj8EGTF2Vo9qQTKN9pCBWXV57wJfepCHh/Dm9XjaMynippjdV0IzDxVJ/kQsdPB li@office";
    const RSA_PRINT: &str = "SHA256:EZuii8tctoyXH13VXlh4TKzSn0aP5pIwheW2+lVzIJE";
    const RSA_1024: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDQpBwp+eo1CU/YyIuOdgeVH2P9vwElRem8v4xV7QMyQW6pX2UVmQ9WpkyW/WZnxsFYgPG7AHTJmX0O4og+b6QOCzhpb9tHMYMytzO1ALwJWn0DiSibVm8WEw1szVKOT+WofEU6CKTupqw9lS3Mnv27r0uL6+jeH5Tr0YtORMIz5w== li@office";

    fn parse(line: &str) -> Result<PublicKey, BadKey> {
        PublicKey::parse(line)
    }

    #[test]
    fn fingerprints_are_those_of_ssh_keygen() {
        for (line, print) in [(ED25519, ED25519_PRINT), (ECDSA, ECDSA_PRINT), (RSA, RSA_PRINT)] {
            let key = parse(line).unwrap();
            assert_eq!(key.fingerprint(), print);
            assert!(line.starts_with(&key.line()));
            assert_eq!(key.comment, "li@office");
        }
    }

    #[test]
    fn the_line_for_sshd_is_the_contract() {
        let key = parse(ED25519).unwrap();
        let line = key.authorized_line("diaodu", &"li".parse().unwrap());
        assert!(
            line.starts_with("restrict,pty,command=\"diaodu session --as li\" ssh-ed25519 AAAA"),
            "{line}"
        );
        assert!(!line.contains("office"), "the comment is not ours to repeat: {line}");
    }

    #[test]
    fn a_line_with_options_of_its_own_is_refused() {
        for options in ["restrict", "command=\"/bin/sh\"", "no-pty,from=\"10.0.0.*\"", "cert-authority"] {
            assert_eq!(parse(&format!("{options} {ED25519}")), Err(BadKey::Options), "{options}");
        }
    }

    #[test]
    fn what_is_not_a_sound_public_key_is_refused() {
        let cut_off = &ED25519[..40];
        let body = ED25519.split(' ').nth(1).unwrap();
        for (line, why) in [
            ("-----BEGIN OPENSSH PRIVATE KEY-----", BadKey::Private),
            ("ssh-dss AAAAB3NzaC1kc3MAAACB", BadKey::Kind),
            ("ssh-ed25519-cert-v01@openssh.com AAAA", BadKey::Kind),
            ("hello", BadKey::Kind),
            ("", BadKey::Empty),
            ("# a comment", BadKey::Empty),
            ("ssh-ed25519", BadKey::Damaged),
            ("ssh-ed25519 !!!!", BadKey::Damaged),
            (cut_off, BadKey::Damaged),
            (&format!("ssh-rsa {body}"), BadKey::Damaged),
            (RSA_1024, BadKey::Short),
        ] {
            assert_eq!(parse(line), Err(why), "{line}");
        }
    }

    #[test]
    fn a_file_may_hold_several_keys_and_names_the_bad_line() {
        let keys = PublicKey::parse_file(&format!("# li\n{ED25519}\n\n{RSA}\n{ED25519}\n")).unwrap();
        assert_eq!(keys.len(), 2, "the same key twice is one key");
        assert_eq!(PublicKey::parse_file(&format!("{ED25519}\nrubbish\n")), Err((2, BadKey::Kind)));
        assert_eq!(PublicKey::parse_file("\n# nothing\n"), Err((1, BadKey::Empty)));
    }

    #[test]
    fn a_programs_name_cannot_bring_a_shell_word() {
        assert!(is_plain_program("diaodu") && is_plain_program("/usr/local/bin/diaodu --data /srv/diaodu"));
        for bad in ["", "a;b", "a\"b", "$(x)", "a`b", "a|b", "-x", "a\nb", "~/diaodu"] {
            assert!(!is_plain_program(bad), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn no_line_and_no_file_panics(text in "\\PC*|.*|(ssh-rsa|ssh-ed25519) [A-Za-z0-9+/=]{0,80}( .*)?") {
            if let Ok(key) = parse(&text) {
                prop_assert_eq!(parse(&key.line()).unwrap(), key);
            }
            let _ = PublicKey::parse_file(&text);
        }

        #[test]
        fn one_altered_character_never_gives_the_same_key(at in 0usize..60, to in "[A-Za-z0-9+/]") {
            let start = "ssh-ed25519 ".len() + at;
            let mut line = ED25519.to_owned();
            line.replace_range(start..=start, &to);
            if line != ED25519 {
                prop_assert!(parse(&line).is_err() || parse(&line).unwrap() != parse(ED25519).unwrap());
            }
        }
    }
}
