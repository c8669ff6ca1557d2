//! Search over names, units and text in Chinese, pinyin and ASCII.
