//! Files that name no currency: never guessed, shown, and named later without changing a number.

use std::path::PathBuf;

use insta::assert_snapshot;

use super::corpus::base;
use crate::import::currency::may_be_named_in;
use crate::import::files::Files;
use crate::import::{Format, ImportError, ImportReport, ImportRequest, Unwatched, preview, run};
use crate::model::format::NumberStyle;
use crate::model::issue::{IssueKind, Severity};
use crate::model::money::Currency;
use crate::store::{IssueFilter, Settings, Workspace};

/// Orders without a currency: 5.00 and 7.50.
const BARE: &str = "order_id,order_date,email,product_name,quantity,amount\n\
    1,2026-01-02,a@x.io,Tee,1,5.00\n\
    2,2026-01-03,b@x.io,Cap,1,7.50\n";

const EURO: &str = "order_id,order_date,email,product_name,quantity,amount,currency\n\
    3,2026-01-04,c@x.io,Mug,1,9.00,EUR\n";

/// A report whose amounts are in whatever the workspace is.
const CAMPAIGNS: &str = "Campaign Name,Campaign Channel,Send Time,Total Recipients,Successful Deliveries,Placed Order Value\n\
    Sale,Email,2026-01-01 10:00:00,100,99,12.00\n";

struct Shop {
    folder: tempfile::TempDir,
    workspace: Workspace,
}

impl Shop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(&folder.path().join("shop.holdout")).unwrap();
        Self { folder, workspace }
    }

    fn request(&self, files: &[(&str, &str)], currency: &str) -> ImportRequest {
        let paths = files.iter().map(|(name, text)| {
            let path = self.folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        });
        ImportRequest {
            paths: paths.collect(),
            currency: Currency::parse(currency),
            ..ImportRequest::default()
        }
    }

    fn try_import(
        &mut self,
        files: &[(&str, &str)],
        currency: &str,
    ) -> Result<ImportReport, ImportError> {
        let request = self.request(files, currency);
        run(&mut self.workspace, &request, &Unwatched)
    }

    /// What became of each file, then the currency and total of all that counts.
    fn import(&mut self, files: &[(&str, &str)], currency: &str) -> String {
        let report = self.try_import(files, currency).unwrap();
        let lines = report.files.iter().map(|file| {
            let name = PathBuf::from(file.path.file_name().unwrap());
            let reason = file.failure.as_ref().map(ToString::to_string);
            let told = reason.unwrap_or_else(|| {
                let counts = file.counts;
                let of_currency = |kind: &IssueKind| {
                    [IssueKind::NoCurrency, IssueKind::AssumedCurrency].contains(kind)
                };
                let kinds = file.issues.iter().map(|issue| issue.kind);
                let kinds: Vec<&str> = kinds.filter(of_currency).map(IssueKind::id).collect();
                format!(
                    "{} new {} updated {} unchanged {}",
                    counts.new,
                    counts.updated,
                    counts.unchanged,
                    kinds.join(" ")
                )
            });
            format!("{}: {}\n", name.display(), told.trim_end())
        });
        let lines: String = lines.collect();
        lines + &self.content()
    }

    fn content(&self) -> String {
        let snapshot = self.workspace.snapshot().unwrap();
        let orders = &snapshot.orders;
        let total: i64 = orders.money.total.iter().sum();
        format!(
            "{} orders of {} in {}",
            orders.len(),
            NumberStyle::default().money(total, snapshot.currency),
            snapshot.currency
        )
    }

    fn settings(&self) -> Settings {
        self.workspace.settings().unwrap()
    }
}

#[test]
fn amounts_without_a_currency_stand_without_one() {
    let mut shop = Shop::new();
    assert_snapshot!(shop.import(&[("bare.csv", BARE)], ""), @"
    bare.csv: 2 new 0 updated 0 unchanged no_currency
    2 orders of 12.50 in XXX
    ");
    assert_eq!(shop.settings().currency, Some(Currency::NONE));
    let issues = shop.workspace.issues(&IssueFilter::default()).unwrap();
    let of_kind = |kind| issues.iter().find(|stored| stored.issue.kind == kind);
    let issue = &of_kind(IssueKind::NoCurrency).unwrap().issue;
    assert_eq!(issue.kind.severity(), Severity::Warning);
    assert_snapshot!(issue.hint, @"The file has no currency column, so its amounts stand without one, read with two decimals. Name it with --currency EUR, or as Currency on the Data screen; that changes no number.");
    // The same again changes nothing, and says the same.
    let (revision, settings) = (shop.workspace.revision().unwrap(), shop.settings());
    assert_snapshot!(shop.import(&[("bare.csv", BARE)], ""), @"
    bare.csv: 0 new 0 updated 2 unchanged no_currency
    2 orders of 12.50 in XXX
    ");
    assert_eq!(shop.workspace.revision().unwrap(), revision);
    assert_eq!(shop.settings(), settings);
}

#[test]
fn a_file_beside_it_names_the_currency_and_every_amount_is_read_in_it() {
    let mut shop = Shop::new();
    let files = [("bare.csv", BARE), ("euro.csv", EURO), ("a.csv", CAMPAIGNS)];
    assert_snapshot!(shop.import(&files, ""), @"
    a.csv: 1 new 0 updated 0 unchanged
    bare.csv: 2 new 0 updated 0 unchanged assumed_currency
    euro.csv: 1 new 0 updated 0 unchanged
    3 orders of €21.50 in EUR
    ");
    let claimed = shop.workspace.snapshot().unwrap().campaigns;
    assert_eq!(claimed[0].claimed.revenue, Some(1200));
    assert_eq!(IssueKind::AssumedCurrency.severity(), Severity::Note);
}

#[test]
fn reports_without_a_currency_take_that_there_is_none() {
    let mut shop = Shop::new();
    let files = [("a.csv", CAMPAIGNS), ("bare.csv", BARE)];
    assert_snapshot!(shop.import(&files, ""), @"
    a.csv: 1 new 0 updated 0 unchanged
    bare.csv: 2 new 0 updated 0 unchanged no_currency
    2 orders of 12.50 in XXX
    ");
    let claimed = shop.workspace.snapshot().unwrap().campaigns;
    assert_eq!(claimed[0].claimed.revenue, Some(1200));
}

#[test]
fn whatever_names_a_currency_is_read_before_what_takes_one() {
    let mut naming = Vec::new();
    for format in Format::ALL {
        let mut shop = Shop::new();
        let request = shop.request(&[("export.csv", base(format))], "");
        let files = Files::survey(&request, &Unwatched).unwrap();
        run(&mut shop.workspace, &request, &Unwatched).unwrap();
        if shop.settings().currency.is_some_and(Currency::is_named) {
            assert!(files.exports.iter().all(may_be_named_in), "{format:?}");
            naming.push(format.id());
        }
    }
    assert_snapshot!(naming.join(" "), @"shopify_orders shopify_transactions matrixify_orders woo_webtoffee woo_advanced google_ads orders spend");
}

#[test]
fn a_header_names_the_currency_of_its_own_column_only() {
    let mut shop = Shop::new();
    let costs = "Reporting starts,Reporting ends,Campaign name,Amount spent (USD)\n\
        2026-01-01,2026-01-02,Spring,4.00\n";
    assert_snapshot!(shop.import(&[("a.csv", costs), ("bare.csv", BARE)], ""), @"
    a.csv: 1 new 0 updated 0 unchanged
    bare.csv: 2 new 0 updated 0 unchanged no_currency
    2 orders of 12.50 in XXX
    ");
    let spend = shop.workspace.spend().unwrap();
    assert_eq!(spend[0].currency, Currency::parse("USD").unwrap());
}

#[test]
fn a_later_file_does_not_speak_for_amounts_without_a_currency() {
    let mut shop = Shop::new();
    shop.import(&[("bare.csv", BARE)], "");
    assert_snapshot!(shop.import(&[("euro.csv", EURO)], ""), @"
    euro.csv: The amounts of this file are in EUR, and nobody has named the currency of those that are loaded. If they are EUR, too, say so (--currency EUR, or Currency on the Data screen) and import this file again; if not, import it into a workspace of its own.
    2 orders of 12.50 in XXX
    ");
    // The analyst does, and it can be imported.
    assert_snapshot!(shop.import(&[("euro.csv", EURO)], "EUR"), @"
    euro.csv: 1 new 0 updated 0 unchanged
    3 orders of €21.50 in EUR
    ");
    // What was read before it was named is the same but for its currency, which the file now has.
    assert_snapshot!(shop.import(&[("bare.csv", BARE)], ""), @"
    bare.csv: 0 new 2 updated 0 unchanged assumed_currency
    3 orders of €21.50 in EUR
    ");
    assert_snapshot!(shop.import(&[("bare.csv", BARE)], ""), @"
    bare.csv: 0 new 0 updated 2 unchanged assumed_currency
    3 orders of €21.50 in EUR
    ");
}

#[test]
fn the_screen_names_it_without_an_import() {
    let mut shop = Shop::new();
    shop.import(&[("bare.csv", BARE)], "");
    let named = Settings {
        currency: Currency::parse("GBP"),
        ..shop.settings()
    };
    shop.workspace.set_settings(&named).unwrap();
    assert_eq!(shop.content(), "2 orders of £12.50 in GBP");
}

#[test]
fn a_currency_with_other_decimals_is_refused_and_nothing_changes() {
    let mut shop = Shop::new();
    shop.import(&[("bare.csv", BARE)], "");
    let (before, settings) = (shop.content(), shop.settings());
    let error = shop.try_import(&[("bare.csv", BARE)], "JPY").unwrap_err();
    assert_snapshot!(error, @"The amounts of this workspace were read with 2 decimals and JPY has 0, so naming it would change every number; import the files into a new workspace whose currency is JPY (--currency JPY, or Currency on the Data screen before the first file).");
    let named = Settings {
        currency: Currency::parse("KWD"),
        ..settings.clone()
    };
    let error = shop.workspace.set_settings(&named).unwrap_err();
    assert!(error.to_string().contains("KWD has 3"), "{error}");
    assert_eq!((shop.content(), shop.settings()), (before, settings));
}

#[test]
fn a_named_currency_stays() {
    let mut shop = Shop::new();
    shop.import(&[("euro.csv", EURO)], "");
    shop.import(&[("euro.csv", EURO)], "JPY");
    assert_eq!(shop.settings().currency, Currency::parse("EUR"));
    let mut chosen = Shop::new();
    assert_snapshot!(chosen.import(&[("bare.csv", BARE)], "JPY"), @"
    bare.csv: 1 new 0 updated 0 unchanged assumed_currency
    1 orders of ¥5 in JPY
    ");
}

#[test]
fn a_preview_shows_what_the_import_does() {
    let shop = Shop::new();
    let shown = |files: &[(&str, &str)], currency: &str| {
        let request = shop.request(files, currency);
        let previews = preview(&shop.workspace, &request, &Unwatched).unwrap();
        let currencies = previews.iter().map(|file| {
            let content = file.content.as_ref().unwrap();
            let survey = content.survey.as_ref().unwrap().as_ref().unwrap();
            survey.currency.map(|currency| currency.to_string())
        });
        currencies
            .map(Option::unwrap_or_default)
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(&[("bare.csv", BARE)], ""), ["XXX"]);
    assert_eq!(shown(&[("bare.csv", BARE)], "GBP"), ["GBP"]);
    let both = [("bare.csv", BARE), ("euro.csv", EURO)];
    assert_eq!(shown(&both, ""), ["EUR", "EUR"]);
}
