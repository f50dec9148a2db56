//! Which questions the loaded data answers.

use eframe::egui::Ui;

use super::findings::unbroken;
use crate::analysis::audit::Audit;
use crate::analysis::audit::questions::Answerable;
use crate::ui::theme::Tone;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::rows::ListRow;

/// Draws the card.
pub(super) fn card(ui: &mut Ui, audit: &Audit) {
    Card::new().title("Questions").fill_height().show(ui, |ui| {
        for (at, answer) in audit.questions.iter().enumerate() {
            let detail = unbroken(&detail(&answer.answerable));
            let row = ListRow::new(answer.question.label())
                .tone(tone(&answer.answerable))
                .detail(&detail);
            let is_last = at + 1 == audit.questions.len();
            let row = if is_last { row.last() } else { row };
            row.show(ui);
        }
    });
}

/// `In part: Reports count 5,400 recipients and name nobody. Load message events`.
fn detail(answer: &Answerable) -> String {
    let whole = format!("{}: {}", answer.label(), lower_first(answer.why()));
    match answer.load() {
        Some(load) => format!("{whole}. {load}"),
        None => whole,
    }
}

/// After a colon a sentence goes on; names and abbreviations keep their capitals.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            let rest = &text[first.len_utf8()..];
            first.to_lowercase().collect::<String>() + rest
        }
        _ => text.to_owned(),
    }
}

fn tone(answer: &Answerable) -> Tone {
    match answer {
        Answerable::Yes(_) => Tone::Positive,
        Answerable::Partly(_) => Tone::Warning,
        Answerable::No(_) => Tone::Neutral,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_capitals_after_a_colon() {
        for (text, expected) in [
            ("An order says", "an order says"),
            ("LTV comes out", "LTV comes out"),
            ("A code", "a code"),
            ("", ""),
        ] {
            assert_eq!(lower_first(text), expected);
        }
    }
}
