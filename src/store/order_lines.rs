//! The lines of an order as one text of its row: `[[product, quantity, price], …]`, where a line that
//! tells no price has `null`.
//!
//! There are more lines than orders, and a row of their own each would cost as much as an order. It is
//! JSON, so that SQL can read it: the view `order_lines` does.

use super::error::Fault;

/// Lines on their way into a row.
pub(super) struct LinesText {
    text: String,
    number: itoa::Buffer,
}

impl LinesText {
    /// None yet, with room for so many.
    pub(super) fn with_room(lines: usize) -> Self {
        let mut text = String::with_capacity(2 + 24 * lines);
        text.push('[');
        Self {
            text,
            number: itoa::Buffer::new(),
        }
    }

    /// Adds a line: the row of its product, how many, and the price of one in minor units.
    pub(super) fn push(&mut self, product: i64, quantity: i64, price: Option<i64>) {
        let separator = if self.text.len() > 1 { ",[" } else { "[" };
        self.text.push_str(separator);
        for number in [product, quantity] {
            self.text.push_str(self.number.format(number));
            self.text.push(',');
        }
        let price = price.map_or("null", |price| self.number.format(price));
        self.text.push_str(price);
        self.text.push(']');
    }

    /// The text.
    pub(super) fn finish(mut self) -> String {
        self.text.push(']');
        self.text
    }
}

/// The rows of the products of lines, in their order.
pub(super) fn products(text: &str) -> impl Iterator<Item = Result<i64, Fault>> {
    let is_list = text.starts_with('[') && text.ends_with(']');
    // Before the first line are the bracket of the list and nothing.
    let lines = text.split('[').skip(2);
    let product = move |line: &str| line.split_once(',')?.0.parse().ok();
    let products = lines.map(move |line| product(line).ok_or_else(|| malformed(text)));
    let damage = (!is_list).then(|| Err(malformed(text)));
    damage.into_iter().chain(products)
}

fn malformed(text: &str) -> Fault {
    let beginning: String = text.chars().take(40).collect();
    Fault::Unexpected(format!(
        "the lines of an order are `{beginning}`, which is no list of lines"
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(lines: &[(i64, i64, Option<i64>)]) -> String {
        let mut text = LinesText::with_room(lines.len());
        for &(product, quantity, price) in lines {
            text.push(product, quantity, price);
        }
        text.finish()
    }

    #[test]
    fn lines_are_json() {
        assert_eq!(text(&[]), "[]");
        assert_eq!(
            text(&[(7, 2, Some(1999)), (12, -1, None), (7, 1, Some(0))]),
            "[[7,2,1999],[12,-1,null],[7,1,0]]"
        );
    }

    #[test]
    fn what_is_no_list_of_lines_is_told() {
        for text in [
            "",
            "[",
            "7,2,1999",
            "[[7]]",
            "[[,2,3]]",
            "[[a,2,3]]",
            "[[1,2,3],[]]",
            "{}",
        ] {
            let read: Result<Vec<i64>, Fault> = products(text).collect();
            assert!(read.is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn products_come_back(lines in prop::collection::vec(any::<(i64, i64, Option<i64>)>(), 0..6)) {
            let text = text(&lines);
            let read: Vec<i64> = products(&text).map(Result::unwrap).collect();
            let expected: Vec<i64> = lines.iter().map(|line| line.0).collect();
            prop_assert_eq!(read, expected);
            let json: Vec<(i64, i64, Option<i64>)> = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(json, lines);
        }
    }
}
