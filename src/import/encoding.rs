//! Bytes to UTF-8: which encoding a file has, and a reader that decodes it in a stream.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How the bytes of a file spell text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with or without byte order mark.
    Utf8,
    /// UTF-16, little end first, by its byte order mark; Excel's "Unicode text".
    Utf16Le,
    /// UTF-16, big end first, by its byte order mark.
    Utf16Be,
    /// The Western European code page of Windows, where bytes are no UTF-8.
    Windows1252,
}

impl Encoding {
    /// The word in JSON and on screen.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// Tells the encoding of a whole stream: by its byte order mark, else by whether it is UTF-8.
    ///
    /// All of it is read, because one Windows letter may stand in the last row. A character cut
    /// off at the very end does not turn a file with other UTF-8 letters into another one.
    pub(super) fn of_stream(source: &mut impl Read) -> io::Result<Self> {
        let mut buffer = vec![0; CHUNK];
        let mut mark = Vec::new();
        source.by_ref().take(2).read_to_end(&mut mark)?;
        match mark[..] {
            [0xFF, 0xFE] => return Ok(Self::Utf16Le),
            [0xFE, 0xFF] => return Ok(Self::Utf16Be),
            _ => buffer[..mark.len()].copy_from_slice(&mark),
        }
        let mut kept = mark.len();
        let mut has_letters = false;
        let mut is_start = true;
        loop {
            let taken = source.read(&mut buffer[kept..])?;
            let end = kept + taken;
            if std::mem::take(&mut is_start)
                && let Some(encoding) = utf16_by_zeros(&buffer[..end])
            {
                return Ok(encoding);
            }
            match std::str::from_utf8(&buffer[..end]) {
                Ok(text) => {
                    has_letters |= !text.is_ascii();
                    kept = 0;
                }
                Err(error) if error.error_len().is_some() => return Ok(Self::Windows1252),
                Err(error) => {
                    has_letters |= !buffer[..error.valid_up_to()].is_ascii();
                    buffer.copy_within(error.valid_up_to()..end, 0);
                    kept = end - error.valid_up_to();
                }
            }
            if taken == 0 {
                let is_utf8 = kept == 0 || has_letters;
                return Ok(if is_utf8 {
                    Self::Utf8
                } else {
                    Self::Windows1252
                });
            }
        }
    }

    fn decoder(self) -> Decoder {
        let encoding = match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
        };
        encoding.new_decoder_with_bom_removal()
    }
}

const CHUNK: usize = 64 * 1024;

/// UTF-16 without byte order mark: every other byte of Latin letters and digits is zero.
pub(super) fn utf16_by_zeros(start: &[u8]) -> Option<Encoding> {
    let start = &start[..start.len().min(1024)];
    let zeros = |first: usize| {
        let every_other = start.iter().skip(first).step_by(2);
        every_other.filter(|&&byte| byte == 0).count()
    };
    let (pairs, first, second) = (start.len() / 2, zeros(0), zeros(1));
    let is_half = |most: usize, least: usize| pairs >= 2 && most * 2 > pairs && least * 16 <= most;
    if is_half(second, first) {
        Some(Encoding::Utf16Le)
    } else if is_half(first, second) {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// The text of a file: UTF-8 as it is, other encodings decoded on the way.
pub(super) enum Source<R> {
    /// Bytes of UTF-8 behind the byte order mark, with how many were read, and what was looked at.
    Plain {
        /// The bytes.
        source: R,
        /// The first bytes, read to look for a byte order mark.
        head: Window,
        /// Bytes read so far.
        bytes_read: u64,
    },
    /// Another encoding.
    Decoded(Box<Decoded<R>>),
}

impl<R: Read> Source<R> {
    /// Opens the text of a source; a byte order mark at its start is dropped.
    pub(super) fn new(mut source: R, encoding: Encoding) -> io::Result<Self> {
        if encoding != Encoding::Utf8 {
            return Ok(Self::Decoded(Box::new(Decoded::new(source, encoding))));
        }
        let mut head = Vec::new();
        source.by_ref().take(3).read_to_end(&mut head)?;
        let (bytes_read, to) = (head.len() as u64, head.len());
        let from = if head == *b"\xEF\xBB\xBF" { to } else { 0 };
        let head = Window {
            buffer: head,
            from,
            to,
        };
        Ok(Self::Plain {
            source,
            head,
            bytes_read,
        })
    }

    /// Bytes of the source read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        match self {
            Self::Plain { bytes_read, .. } => *bytes_read,
            Self::Decoded(decoded) => decoded.bytes_read(),
        }
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain { head, .. } if !head.is_used_up() => Ok(head.take(out)),
            Self::Plain {
                source, bytes_read, ..
            } => {
                let taken = source.read(out)?;
                *bytes_read += taken as u64;
                Ok(taken)
            }
            Self::Decoded(decoded) => decoded.read(out),
        }
    }
}

/// A reader of UTF-8 over a source in any encoding; what cannot be decoded becomes U+FFFD.
pub(super) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    raw: Window,
    text: Window,
    bytes_read: u64,
    finished: bool,
}

/// A buffer and the part of it that is still to be used.
pub(super) struct Window {
    buffer: Vec<u8>,
    from: usize,
    to: usize,
}

impl Window {
    fn new() -> Self {
        Self {
            buffer: vec![0; CHUNK],
            from: 0,
            to: 0,
        }
    }

    fn is_used_up(&self) -> bool {
        self.from == self.to
    }

    fn take(&mut self, out: &mut [u8]) -> usize {
        let ready = &self.buffer[self.from..self.to];
        let taken = ready.len().min(out.len());
        out[..taken].copy_from_slice(&ready[..taken]);
        self.from += taken;
        taken
    }
}

impl<R: Read> Decoded<R> {
    /// Decodes `source`; a byte order mark at its start is dropped.
    pub(super) fn new(source: R, encoding: Encoding) -> Self {
        Self {
            source,
            decoder: encoding.decoder(),
            raw: Window::new(),
            text: Window::new(),
            bytes_read: 0,
            finished: false,
        }
    }

    /// Bytes of the source read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    fn fill_text(&mut self) -> io::Result<()> {
        while self.text.is_used_up() && !self.finished {
            if self.raw.is_used_up() {
                let taken = self.source.read(&mut self.raw.buffer)?;
                self.raw.from = 0;
                self.raw.to = taken;
                self.bytes_read += taken as u64;
            }
            let at_end = self.raw.is_used_up();
            let (result, used, written, _) = self.decoder.decode_to_utf8(
                &self.raw.buffer[self.raw.from..self.raw.to],
                &mut self.text.buffer,
                at_end,
            );
            self.raw.from += used;
            self.text.from = 0;
            self.text.to = written;
            self.finished = at_end && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.fill_text()?;
        Ok(self.text.take(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], encoding: Encoding, text: &str) {
        let found = Encoding::of_stream(&mut &bytes[..]).unwrap();
        assert_eq!(found, encoding, "{text}");
        let mut decoded = String::new();
        Decoded::new(bytes, found)
            .read_to_string(&mut decoded)
            .unwrap();
        assert_eq!(decoded, text);
    }

    #[test]
    fn encodings_are_told_apart_and_decoded() {
        check(b"\xEF\xBB\xBFa,\xC3\xA9", Encoding::Utf8, "a,é");
        check(b"a,\xE9", Encoding::Windows1252, "a,é");
        check(b"a\x80", Encoding::Windows1252, "a€");
        check(b"\xFF\xFEa\0,\0\xE9\0", Encoding::Utf16Le, "a,é");
        check(b"\xFE\xFF\0a\0,\0\xE9", Encoding::Utf16Be, "a,é");
        check(b"\xC3\xA9\xC3", Encoding::Utf8, "é\u{FFFD}");
        check(b"", Encoding::Utf8, "");
        check(b"a", Encoding::Utf8, "a");
        check(b"a\0,\0\xE9\0", Encoding::Utf16Le, "a,é");
        check(b"\0a\0,\0\xE9", Encoding::Utf16Be, "a,é");
        check(b"a,b\0c", Encoding::Utf8, "a,b\0c");
    }

    #[test]
    fn characters_across_chunks_survive() {
        let text = format!("x{}", "é🔥".repeat(60_000));
        check(text.as_bytes(), Encoding::Utf8, &text);
        let mut late = vec![b'a'; 3 * CHUNK];
        late.push(0xE9);
        assert_eq!(
            Encoding::of_stream(&mut &late[..]).unwrap(),
            Encoding::Windows1252
        );
    }
}
