//! The bundled Inter, and the measuring of text with it.
//!
//! Charts are laid out without a window, so nobody can be asked how wide a word is; the advance widths
//! of the three shipped weights are read once from the fonts' own tables (`cmap` format 4, `hmtx`;
//! OpenType 1.9). Kerning is left out: in these fonts it all but always tightens, so a text is never
//! wider than measured by more than a hair, which the layout's gaps absorb.

use std::sync::OnceLock;

/// The family name of the shipped fonts.
pub const FAMILY: &str = "Inter";

/// How bold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// 400, running text.
    Regular,
    /// 500, row labels.
    Medium,
    /// 600, titles and figures.
    SemiBold,
}

impl Weight {
    /// Every shipped weight.
    pub const ALL: [Self; 3] = [Self::Regular, Self::Medium, Self::SemiBold];

    /// The number CSS and SVG know it by.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::Regular => 400,
            Self::Medium => 500,
            Self::SemiBold => 600,
        }
    }

    /// The TrueType file, with tabular digits baked in.
    #[must_use]
    pub const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../assets/fonts/Inter-Regular.ttf"),
            Self::Medium => include_bytes!("../../assets/fonts/Inter-Medium.ttf"),
            Self::SemiBold => include_bytes!("../../assets/fonts/Inter-SemiBold.ttf"),
        }
    }

    fn advances(self) -> &'static Advances {
        static TABLES: [OnceLock<Advances>; 3] =
            [OnceLock::new(), OnceLock::new(), OnceLock::new()];
        let slot = match self {
            Self::Regular => &TABLES[0],
            Self::Medium => &TABLES[1],
            Self::SemiBold => &TABLES[2],
        };
        slot.get_or_init(|| Advances::read(self.bytes()).unwrap_or_default())
    }
}

/// A space that lines are not broken at: a number stays with its unit.
const GLUE: char = '\u{A0}';

/// Size in pixels and weight of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Face {
    /// Em size in pixels.
    pub size: f64,
    /// How bold.
    pub weight: Weight,
}

impl Face {
    /// A face of a size and weight.
    #[must_use]
    pub const fn new(size: f64, weight: Weight) -> Self {
        Self { size, weight }
    }

    /// Width of one line in pixels.
    #[must_use]
    pub fn width(self, text: &str) -> f64 {
        let advances = self.weight.advances();
        text.chars().map(|c| advances.of(c)).sum::<f64>() * self.size
    }

    /// The text, or as much of its beginning as fits in front of an ellipsis.
    #[must_use]
    pub fn ellipsized(self, text: &str, width: f64) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let room = width - self.width("…");
        let mut used = 0.0;
        let mut kept = String::new();
        for c in text.chars() {
            used += self.weight.advances().of(c) * self.size;
            if used > room {
                break;
            }
            kept.push(c);
        }
        let kept = kept.trim_end_matches([' ', '·', ',']);
        format!("{kept}…")
    }

    /// The text in lines no wider than `width`, broken at spaces; words too long for a line are broken
    /// where the line ends. What does not fit in `most` lines ends in an ellipsis.
    #[must_use]
    pub fn wrapped(self, text: &str, width: f64, most: usize) -> Vec<String> {
        let glued = text
            .replace(" %", &format!("{GLUE}%"))
            .replace(" pp", &format!("{GLUE}pp"));
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in glued.split(' ').filter(|word| !word.is_empty()) {
            let candidate = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if self.width(&candidate) <= width {
                line = candidate;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line = self.broken(word, width, &mut lines);
        }
        if !line.is_empty() {
            lines.push(line);
        }
        if lines.len() > most {
            let rest = lines.split_off(most.saturating_sub(1)).join(" ");
            lines.push(self.ellipsized(&rest, width));
        }
        lines
            .into_iter()
            .map(|line| line.replace(GLUE, " "))
            .collect()
    }

    /// As [`Self::wrapped`], with lines of similar length instead of a lonely last word.
    #[must_use]
    pub fn balanced(self, text: &str, width: f64, most: usize) -> Vec<String> {
        let fullest = self.wrapped(text, width, most);
        (10..20)
            .map(|twentieths| self.wrapped(text, width * f64::from(twentieths) / 20.0, usize::MAX))
            .find(|lines| lines.len() == fullest.len() && fullest.len() > 1)
            .unwrap_or(fullest)
    }

    /// The widest word, which is the least width that needs no broken words.
    #[must_use]
    pub fn widest_word(self, text: &str) -> f64 {
        text.split(' ')
            .map(|word| self.width(word))
            .fold(0.0, f64::max)
    }

    /// Pushes the full lines of a long word and returns its last piece.
    fn broken(self, word: &str, width: f64, lines: &mut Vec<String>) -> String {
        let mut piece = String::new();
        for c in word.chars() {
            piece.push(c);
            if self.width(&piece) > width && piece.chars().count() > 1 {
                piece.pop();
                lines.push(std::mem::take(&mut piece));
                piece.push(c);
            }
        }
        piece
    }
}

/// One line of text that is safe to draw: white space collapsed, control characters dropped.
#[must_use]
pub fn clean(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}'))
        .collect();
    visible
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Advance widths in em.
#[derive(Debug, Default)]
struct Advances {
    /// Character and advance, sorted by character.
    known: Vec<(u32, f64)>,
}

impl Advances {
    /// A character the font lacks is drawn as a box by the renderer and as some other font's glyph by a
    /// viewer: one em is room for either.
    fn of(&self, c: char) -> f64 {
        self.known
            .binary_search_by_key(&u32::from(c), |(character, _)| *character)
            .map_or(1.0, |at| self.known[at].1)
    }

    fn read(font: &[u8]) -> Option<Self> {
        let head = table(font, *b"head")?;
        let horizontal = table(font, *b"hhea")?;
        let metrics = table(font, *b"hmtx")?;
        let units_per_em = f64::from(u16_at(head, 18)?);
        let last_metric = usize::from(u16_at(horizontal, 34)?).checked_sub(1)?;
        let mut known = Vec::new();
        for (character, glyph) in characters(table(font, *b"cmap")?)? {
            let at = usize::from(glyph).min(last_metric) * 4;
            known.push((
                u32::from(character),
                f64::from(u16_at(metrics, at)?) / units_per_em,
            ));
        }
        known.sort_by_key(|(character, _)| *character);
        Some(Self { known })
    }
}

/// Characters of the basic plane and their glyphs, from the format 4 subtable for Windows Unicode.
fn characters(cmap: &[u8]) -> Option<Vec<(u16, u16)>> {
    let count = usize::from(u16_at(cmap, 2)?);
    let record = (0..count)
        .map(|index| 4 + index * 8)
        .find(|at| u16_at(cmap, *at) == Some(3) && u16_at(cmap, at + 2) == Some(1))?;
    let subtable = cmap.get(u32_at(cmap, record + 4)? as usize..)?;
    if u16_at(subtable, 0)? != 4 {
        return None;
    }
    let segments = usize::from(u16_at(subtable, 6)?) / 2;
    let (ends, starts) = (14, 16 + segments * 2);
    let (deltas, offsets) = (starts + segments * 2, starts + segments * 4);
    let mut pairs = Vec::new();
    for segment in (0..segments).map(|index| index * 2) {
        let (start, end) = (
            u16_at(subtable, starts + segment)?,
            u16_at(subtable, ends + segment)?,
        );
        let delta = u16_at(subtable, deltas + segment)?;
        let offset = usize::from(u16_at(subtable, offsets + segment)?);
        for character in (start..=end).filter(|character| *character != u16::MAX) {
            let glyph = if offset == 0 {
                character.wrapping_add(delta)
            } else {
                let at = offsets + segment + offset + usize::from(character - start) * 2;
                match u16_at(subtable, at)? {
                    0 => 0,
                    glyph => glyph.wrapping_add(delta),
                }
            };
            if glyph != 0 {
                pairs.push((character, glyph));
            }
        }
    }
    Some(pairs)
}

fn table(font: &[u8], tag: [u8; 4]) -> Option<&[u8]> {
    let count = usize::from(u16_at(font, 4)?);
    let record = (0..count)
        .map(|index| 12 + index * 16)
        .find(|at| font.get(*at..at + 4) == Some(&tag[..]))?;
    let start = u32_at(font, record + 8)? as usize;
    let length = u32_at(font, record + 12)? as usize;
    font.get(start..start.checked_add(length)?)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_be_bytes(pair.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(four.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: Face = Face::new(100.0, Weight::Regular);

    #[test]
    fn advances_come_from_the_font() {
        // 1328 of 2048 units: a tabular digit of the regular weight.
        for digit in '0'..='9' {
            assert!((BODY.width(&digit.to_string()) - 100.0 * 1328.0 / 2048.0).abs() < 1e-9);
        }
        assert!(BODY.width("i") < BODY.width("m"));
        assert!(BODY.width("Holdout") < Face::new(100.0, Weight::SemiBold).width("Holdout"));
        assert!((BODY.width("漢") - 100.0).abs() < 1e-9);
    }

    #[test]
    fn every_weight_knows_the_signs_charts_use() {
        for weight in Weight::ALL {
            let advances = weight.advances();
            assert!(advances.known.len() > 900, "{weight:?}");
            for sign in "−±×→∞≥≤·…–€£¥⁻⁰¹²³⁴⁵⁶⁷⁸⁹".chars() {
                let found = advances
                    .known
                    .binary_search_by_key(&u32::from(sign), |(character, _)| *character);
                assert!(found.is_ok(), "{sign} in {weight:?}");
            }
        }
    }

    #[test]
    fn a_damaged_font_has_no_widths_and_no_crash() {
        let font = Weight::Regular.bytes();
        for length in [0, 3, 11, 40, 200, 5_000] {
            assert!(Advances::read(&font[..length]).is_none(), "{length}");
        }
    }

    #[test]
    fn ellipsis_only_where_needed() {
        let width = BODY.width("Post-purchase");
        assert_eq!(BODY.ellipsized("Post-purchase", width), "Post-purchase");
        let short = BODY.ellipsized("Post-purchase guide", width);
        assert!(short.ends_with('…') && BODY.width(&short) <= width);
        assert_eq!(BODY.ellipsized("Anything", 0.0), "…");
    }

    #[test]
    fn lines_fit_and_lose_nothing_but_the_tail() {
        let text = "Refunds charged to the order that caused them";
        let width = BODY.width("Refunds charged to the");
        assert_eq!(
            BODY.wrapped(text, width, 9),
            ["Refunds charged to the", "order that caused them"]
        );
        assert_eq!(BODY.wrapped(text, width, 1), ["Refunds charged to t…"]);
        let pieces = BODY.wrapped("Donaudampfschifffahrt", BODY.width("Donaudampf"), 9);
        assert_eq!(pieces.concat(), "Donaudampfschifffahrt");
        assert_eq!(BODY.wrapped("", width, 3), Vec::<String>::new());
    }

    #[test]
    fn drawn_text_is_one_line_without_control_characters() {
        assert_eq!(clean("  Win-back\n\tB \u{0}\u{7}\u{FFFE} "), "Win-back B");
    }
}
