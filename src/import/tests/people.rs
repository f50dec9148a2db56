//! Exports of people: profiles, contacts, lists, and the arms that hide in them.

use insta::assert_snapshot;

use super::report::{check_bytes, options};
use crate::import::{ColumnMapping, MappingKind, ReadOptions};

#[test]
fn klaviyo_profiles_with_every_quirk() {
    let text = "\u{feff}Email,Klaviyo ID,First Name,Phone Number,Country,Email Marketing Consent,Historic Number Of Orders,Historic Customer Lifetime Value,Profile Created On,Last Active,Email Suppressions,Favourite colour,Quiz\r\n\
        \" Ann@Example.com\",01A,=1+1,,France,SUBSCRIBED,2,316.5,2025-03-01 10:00:00,2026-08-24 11:18:57,[],red,\"a\r\nb\"\r\n\
        ben@example.com,01B,Ben,,,NEVER_SUBSCRIBED,,,,,,,\r\n\
        cy@example.com,01C,Cy,,,SUBSCRIBED,,,,,\"[\"\"HARD_BOUNCE\"\", \"\"USER_SUPPRESSED\"\"]\",,\r\n\
        ,01D,Dee,'+33600000000,,UNSUBSCRIBED,,,,,,,\r\n\
        ,01E,Eve,,,PERHAPS,x,,,,,,\r\n\
        ann@example.com,01A,Ann,,France,UNSUBSCRIBED,3,400,2025-03-01 10:00:00,2026-08-25 11:18:57,[],blue,\r\n\
        Total,,,,,,,,,,,,\r\n\
        ,,Nobody,,,,,,,,,,\r\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "EUR", "")), @r##"
    klaviyo_profiles utf-8 ',' 13 columns
    email:ben@example.com unsubscribed  orders=None spent=None "-"
    email:cy@example.com unsubscribed  orders=None spent=None "-" Email Suppressions="HARD_BOUNCE, USER_SUPPRESSED"
    phone:33600000000 unsubscribed  orders=None spent=None "-"
    id:01E unknown  orders=None spent=None "-"
    email:ann@example.com unsubscribed  orders=Some(3) spent=Some(40000) "France" Favourite colour="blue"
    ! duplicate_key line 2 "Ann@Example.com"
    ! unknown_word line 7 [Email Marketing Consent] "PERHAPS"
    ! bad_number line 7 [Historic Number Of Orders] "x"
    ! summary_row line 9 "Total"
    ! no_person line 10 [Email]
    8 rows = 5 accepted + 3 rejected; 5 records; latest 2026-08-25T11:18:57+00:00
    "##);
}

#[test]
fn a_property_that_names_an_arm_makes_members() {
    let text = "Email,Klaviyo ID,Email Marketing Consent,AB_Group,Assigned At\n\
        ann@example.com,01A,SUBSCRIBED,control,2026-08-20 10:00:00\n\
        ben@example.com,01B,SUBSCRIBED,,\n\
        cy@example.com,01C,SUBSCRIBED,treated,soon\n\
        cy@example.com,01C,SUBSCRIBED,control,2026-08-20 10:00:00\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("Europe/Paris", "", "")), @r##"
    klaviyo_profiles utf-8 ',' 5 columns
    email:ann@example.com subscribed  orders=None spent=None "-" + arm email:ann@example.com control 2026-08-20T08:00:00+00:00 share=None workflow=None
    email:ben@example.com subscribed  orders=None spent=None "-"
    email:cy@example.com subscribed  orders=None spent=None "-"
    email:cy@example.com subscribed  orders=None spent=None "-" + arm email:cy@example.com control 2026-08-20T08:00:00+00:00 share=None workflow=None
    ! naive_time line 2 [Assigned At] "2026-08-20 10:00:00"
    ! bad_date line 4 [Assigned At] "soon"
    ! several_arms line 5 [Email] "cy@example.com"
    4 rows = 4 accepted + 0 rejected; 4 records; latest 2026-08-20T08:00:00+00:00
    "##);
}

#[test]
fn contacts_of_an_audience() {
    let text = "\"Email Address\",\"First Name\",Points,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,LATITUDE,CC,LAST_CHANGED,LEID,EUID,NOTES,TAGS\r\
        Ann@example.com,Ann,12,4,\"2016-04-18 13:51:14\",\"2016-04-18 13:51:14\",48.1,FR,\"2026-04-18 13:51:14\",1,abc,,\"\"\"VIP\"\",\"\"Blog, weekly\"\"\"\r\
        ben@example.com,,,1,,,,,,2,abd,,\r";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    mailchimp_audience utf-8 ',' 13 columns
    email:ann@example.com subscribed VIP|Blog, weekly orders=None spent=None "FR" Points="12"
    email:ben@example.com unknown  orders=None spent=None "-"
    2 rows = 2 accepted + 0 rejected; 2 records; latest 2026-04-18T13:51:14+00:00
    "##);
}

#[test]
fn contacts_who_left_an_audience() {
    let text = "Email Address,OPTIN_TIME,LEID,EUID,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_REASON,TAGS\n\
        ann@example.com,2016-04-18 13:51:14,1,abc,2020-01-01 00:00:00,Spring,\"Other, see notes\",\n\
        ben@example.com,2016-04-18 13:51:14,2,abd,,,,\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
    mailchimp_audience utf-8 ',' 8 columns
    email:ann@example.com unsubscribed  orders=None spent=None "-"
    email:ben@example.com unknown  orders=None spent=None "-"
    2 rows = 2 accepted + 0 rejected; 2 records; latest 2020-01-01T00:00:00+00:00
    "##);
}

#[test]
fn a_list_of_people_by_its_columns() {
    let text = "Kunde;Merkmale;Werbung;Land;Name;Stufe;Gruppe\n\
        ann@example.com;vip, loyal;ja;DE;Ann;gold;A\n\
        '+49 30 1234567;;no;;;;\n\
        4711;;TRUE;AT;;;\n\
        Total;;;;;;\n";
    let columns = [
        ("person", "kunde"),
        ("tags", "Merkmale"),
        ("consent", "Werbung"),
        ("country", "Land"),
    ];
    let mapping = ColumnMapping {
        kind: MappingKind::People,
        columns: columns
            .map(|(role, header)| (role.to_owned(), header.to_owned()))
            .into(),
    };
    let mapped = ReadOptions {
        mapping: Some(mapping),
        ..options("", "", "")
    };
    assert_snapshot!(check_bytes(text.as_bytes(), &mapped), @r##"
    unknown utf-8 ';' 7 columns
    email:ann@example.com subscribed vip|loyal orders=None spent=None "DE" Stufe="gold" Gruppe="A"
    phone:49301234567 unsubscribed  orders=None spent=None "-"
    id:4711 subscribed  orders=None spent=None "AT"
    ! summary_row line 5 "Total"
    4 rows = 3 accepted + 1 rejected; 3 records; latest never
    "##);
}

#[test]
fn a_list_of_people_without_a_mapping() {
    let text = "Email,Tags,Accepts Marketing\nann@example.com,\"a, b\",yes\nben@example.com,,no\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "people")), @r##"
    unknown utf-8 ',' 3 columns
    email:ann@example.com subscribed a|b orders=None spent=None "-"
    email:ben@example.com unsubscribed  orders=None spent=None "-"
    2 rows = 2 accepted + 0 rejected; 2 records; latest never
    "##);
    let nobody = "Tags,Accepts Marketing\na,yes\n";
    assert_snapshot!(check_bytes(nobody.as_bytes(), &options("", "", "people")), @r##"
    unknown utf-8 ',' 2 columns
    The file has no column `email`, `phone` or `customer id`, which List of people need. Export it again with all columns, or choose its columns or another format.
    "##);
}
