use super::*;
use crate::app::action::Action;
use crate::app::apply::apply;
use crate::app::jobs::Executor;
use crate::app::view::Overlay;
use crate::import::ImportRequest;
use crate::model::privacy::Handling;

/// Two customers with one phone, and a third.
const CUSTOMERS: &str = "\
Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Country Code,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags
1,Ann,Smith,ann@x.eu,yes,FR,'+33612345678,no,10.00,1,,no,vip
2,Ann,Smith,ann@work.eu,no,FR,'+33612345678,no,20.00,1,,no,
3,Bob,Stone,bob@x.eu,yes,DE,,no,40.00,1,,no,
";

const ORDERS: &str = "\
Name,Email,Financial Status,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Id
#1,ann@x.eu,paid,EUR,10.00,10.00,2026-01-01 10:00:00 +0000,1,Blend,10.00,1
#2,ann@work.eu,paid,EUR,20.00,20.00,2026-01-21 10:00:00 +0000,1,Blend,20.00,2
#3,bob@x.eu,paid,EUR,40.00,40.00,2026-06-01 10:00:00 +0000,1,Blend,40.00,3
";

struct Shop {
    state: State,
    folder: tempfile::TempDir,
}

impl Shop {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("customers.csv", CUSTOMERS), ("orders.csv", ORDERS)] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let mut shop = Self {
            state: State::new(Executor::Inline, Arc::new(|| {})),
            folder,
        };
        let files = ["customers.csv", "orders.csv"].map(|name| shop.folder.path().join(name));
        let job = Job::Open {
            workspace: shop.folder.path().join("w.holdout"),
            import: Some(Box::new(ImportRequest {
                paths: files.into(),
                ..ImportRequest::default()
            })),
        };
        shop.state.jobs.start(job);
        shop.finish();
        shop.state.view.screen = crate::app::view::Screen::Data;
        shop.show(DataTab::People);
        shop
    }

    fn show(&mut self, tab: DataTab) {
        self.act(Action::ShowDataTab(tab));
    }

    fn act(&mut self, action: Action) {
        for effect in apply(&mut self.state, action) {
            if let Effect::Start(job) = effect {
                self.state.jobs.start(*job);
            }
        }
        self.finish();
    }

    /// Takes in every message, and asks whatever the window shows.
    fn finish(&mut self) {
        for _ in 0..4 {
            while let Some(message) = self.state.jobs.poll() {
                apply(&mut self.state, Action::Job(message));
            }
            self.state.ask_for_visible();
        }
    }

    fn people(&self) -> usize {
        self.state.session.snapshot().unwrap().people.len()
    }

    fn only(&self) -> String {
        let shown: Vec<_> = self.state.shown_merges().collect();
        assert_eq!(shown.len(), 1);
        shown[0].proposal.id.clone()
    }

    fn filter(&mut self, filter: MergeFilter) {
        let people = self.state.view.data.people.clone();
        self.act(Action::SetPeople(Box::new(PeopleView { filter, ..people })));
    }

    fn ask(&mut self, text: &str) {
        let people = self.state.view.data.people.clone();
        self.act(Action::SetPeople(Box::new(PeopleView {
            search: text.to_owned(),
            asked: text.to_owned(),
            ..people
        })));
    }

    fn last_notice(&self) -> &str {
        &self.state.view.notices.last().unwrap().text
    }
}

#[test]
fn a_proposal_is_accepted_and_taken_back() {
    let mut shop = Shop::open();
    assert_eq!(shop.people(), 3);
    let id = shop.only();
    let selected = shop.state.selected_merge().unwrap();
    assert_eq!((selected.orders(), selected.net()), (2, 3000));
    let change = shop.state.answers.merge().unwrap();
    assert_eq!((change.before.people, change.after.people), (3, 2));

    shop.act(Action::ChangePeople(PeopleChange::Decide(
        id.clone(),
        MergeDecision::Accepted,
    )));
    assert_eq!(shop.people(), 2);
    assert_eq!(shop.state.shown_merges().count(), 0);
    assert_eq!(shop.last_notice(), "Accepted: they are one person now");
    shop.filter(MergeFilter::Accepted);
    assert_eq!(shop.only(), id);
    shop.act(Action::ChangePeople(PeopleChange::Undo(id.clone())));
    assert_eq!(shop.people(), 3);
    shop.filter(MergeFilter::Open);
    assert_eq!(shop.only(), id);
}

#[test]
fn a_rejection_is_seen_although_the_data_stays_the_same() {
    let mut shop = Shop::open();
    let id = shop.only();
    let before = Arc::clone(shop.state.session.loaded.as_ref().unwrap());
    shop.act(Action::ChangePeople(PeopleChange::Decide(
        id.clone(),
        MergeDecision::Rejected,
    )));
    let after = shop.state.session.loaded.as_ref().unwrap();
    assert!(Arc::ptr_eq(&before, after), "nothing was read again");
    assert_eq!(shop.state.shown_merges().count(), 0);
    shop.filter(MergeFilter::Rejected);
    assert_eq!(shop.only(), id);
    shop.act(Action::ChangePeople(PeopleChange::AcceptAll));
    assert_eq!(shop.last_notice(), "Accepted 0 proposals");
    assert_eq!(shop.people(), 3);
}

#[test]
fn a_window_that_only_reads_decides_nothing() {
    let mut shop = Shop::open();
    let id = shop.only();
    let loaded = shop.state.session.loaded.as_mut().unwrap();
    Arc::make_mut(loaded).access = crate::store::Access::ReadOnly;
    let change = PeopleChange::Decide(id, MergeDecision::Accepted);
    assert!(apply(&mut shop.state, Action::ChangePeople(change)).is_empty());
    assert!(shop.last_notice().starts_with("Another window is writing"));
    assert_eq!(shop.people(), 3);
}

#[test]
fn a_person_is_found_asked_about_and_forgotten() {
    let mut shop = Shop::open();
    shop.show(DataTab::Privacy);
    shop.ask("bob@x.eu");
    let found = shop.state.answers.person().unwrap().people.clone();
    assert_eq!((found.len(), found[0].orders_kept), (1, 1));
    assert_eq!(records(&found[0].removed), ["1 profile"]);
    let question = PeopleQuestion::Forget(found[0].clone());
    shop.act(Action::SetOverlay(Some(Overlay::People(Box::new(
        question,
    )))));
    assert_eq!(shop.people(), 3, "a question changes nothing");
    shop.act(Action::Confirm);
    assert_eq!(shop.people(), 2);
    assert_eq!(shop.state.session.snapshot().unwrap().orders.len(), 3);
    let view = &shop.state.view.data.people;
    assert!(view.search.is_empty() && view.asked.is_empty());
    assert!(shop.state.answers.person().is_none(), "nothing names them");
    let done = view.done.as_ref().unwrap();
    assert!(!done.is_unfinished());
    assert_eq!(
        done.details(),
        [
            "Removed: 1 profile, 1 identity",
            "1 order stays as nobody's, so no sum changes"
        ]
    );
    shop.ask("bob@x.eu");
    assert!(shop.state.answers.person().unwrap().people.is_empty());
    shop.ask("+33 6 12 34 56 78");
    assert_eq!(shop.state.answers.person().unwrap().people.len(), 2);
}

#[test]
fn privacy_is_changed_after_a_question_and_the_window_knows() {
    let mut shop = Shop::open();
    let kept = |shop: &Shop| shop.state.session.loaded.as_ref().unwrap().privacy;
    assert_eq!(kept(&shop), Privacy::default());
    let hashed = Privacy {
        emails: Handling::Hash,
        ..Privacy::default()
    };
    let question = PeopleQuestion::Keep(hashed);
    shop.act(Action::SetOverlay(Some(Overlay::People(Box::new(
        question,
    )))));
    shop.act(Action::Confirm);
    assert_eq!(kept(&shop), hashed);
    let done = shop.state.view.data.people.done.as_ref().unwrap();
    assert_eq!(
        done.details(),
        [
            "Removed from records: 3 e-mail addresses",
            "3 people are known by a hash from now on"
        ]
    );
    let snapshot = shop.state.session.snapshot().unwrap();
    let keys = &snapshot.people.key;
    assert!(keys.iter().all(|&key| !snapshot.text(key).contains('@')));
    shop.show(DataTab::Privacy);
    shop.ask("ann@x.eu");
    assert_eq!(shop.state.answers.person().unwrap().people.len(), 1);
}

#[test]
fn the_list_is_walked_and_ends_at_its_ends() {
    let shop = Shop::open();
    let id = Some(shop.only());
    assert_eq!(shop.state.merge_beside(1), id);
    assert_eq!(shop.state.merge_beside(-1), id);
}
