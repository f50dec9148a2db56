//! Analytics exports in several languages and versions.

use insta::assert_snapshot;

use super::*;
use crate::import::tests::report::{check_bytes, options};

#[test]
fn the_table_is_in_the_order_of_its_fields() {
    for (at, column) in COLUMNS.iter().enumerate() {
        assert_eq!(column.field.index(), at, "{:?}", column.field);
    }
}

#[test]
fn refunds_are_rows_of_their_own() {
    let text = "\u{feff}Date,\"Order #\",\"N. Revenue (formatted)\",Status,Customer,\"Customer type\",Product(s),\"Items sold\",Coupon(s),\"Net Sales\",Attribution\n\
        \"2026-08-30 10:00:00\",501,-&euro;20.00,refunded,Ann E,returning,1× Mug,-1,,-20.00,\n\
        \"2026-08-24 13:18:57\",501,&euro;79.00,completed,Ann E,new,\"2× Mug, large, 1× Hat\",3,\"summer10, vip\",79.00,Source: Google\n\
        \"2026-08-24 14:00:00\",502,&euro;10.00,processing,Ben,new,Hat,2,NONE,10.00,Organic: Google\n\
        \"2026-08-24 15:00:00\",503,&euro;10.00,shipped,Ben,new,1× Hat,1,,10.00,Direct\n\
        \"2026-08-25 15:00:00\",400,-&euro;5.00,refunded,Ben,new,1× Hat,1,,-5.00,Direct\n\
        \"2026-08-25 15:00:00\",,&euro;5.00,completed,Ben,new,1× Hat,1,,5.00,Direct\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("Europe/Paris", "EUR", "")), @r##"
    woo_analytics utf-8 ',' 11 columns
    "501 refund 1788076800000000 2000 1" order - 501 refund success €20.00 2026-08-30T10:00:00+02:00 - test=None
    501 501 nobody 2026-08-24T13:18:57+02:00 paid lines - - - = €79.00 + €0.00 tax €0.00 total €79.00 refunded €20.00 2x"Mug, large" 1x"Hat" code=summer10 code=vip source=Google (1 rows)
    502 502 nobody 2026-08-24T14:00:00+02:00 paid lines - - - = €10.00 + €0.00 tax €0.00 total €10.00 refunded €0.00 2x"Hat" source=Google medium=organic (1 rows)
    503 503 nobody 2026-08-24T15:00:00+02:00 unknown lines - - - = €10.00 + €0.00 tax €0.00 total €10.00 refunded €0.00 1x"Hat" (1 rows)
    "400 refund 1787662800000000 500 1" order - 400 refund success €5.00 2026-08-25T15:00:00+02:00 - test=None
    ! assumed_currency [Currency]
    ! naive_time line 2 [Date] "2026-08-30 10:00:00"
    ! several_codes line 3 [Coupon(s)] "summer10, vip"
    ! no_person line 3 [Order #] "501"
    ! no_person line 4 [Order #] "502"
    ! unknown_status line 5 [Status] "shipped"
    ! no_person line 5 [Order #] "503"
    ! orphan_line line 6 [Order #] "400"
    ! empty_cell line 7 [Order #]
    6 rows = 5 accepted + 1 rejected; 5 records; latest 2026-08-30T08:00:00+00:00
    "##);
}

#[test]
fn headers_in_the_language_of_the_site() {
    for header in [
        "Date,\"Commande n°\",État,Client,\"Type de client\",Produit(s),\"Articles vendus\",\"Code(s) promo\",\"Ventes nettes\",Attribution",
        "Datum,\"Bestellung #\",Status,Kunde,Kundentyp,Produkt(e),\"Verkaufte Artikel\",Gutschein(e),Nettoumsatz,Zuordnung",
        "Fecha,\"Pedido #\",Estado,Cliente,\"Tipo de cliente\",Producto(s),\"Artículos vendidos\",Cupón(es),\"Ventas netas\",Atribución",
        "Data,\"Ordine n.\",Stato,Cliente,\"Tipo di cliente\",Prodotto/i,\"Articoli venduti\",\"Codici promozionali\",\"Vendite nette\",Attribuzione",
    ] {
        let text = format!(
            "{header}\n2026-08-24 13:18:57,501,completed,Ann,new,2× Mug,2,a,\"79,00\",Direct\n"
        );
        let report = check_bytes(text.as_bytes(), &options("UTC", "EUR", ""));
        assert!(report.starts_with("woo_analytics"), "{report}");
        assert!(
            report.contains("501 501 nobody 2026-08-24T13:18:57+00:00 paid"),
            "{report}"
        );
        assert!(
            report.contains("total €79.00") && report.contains("2x\"Mug\" code=a"),
            "{report}"
        );
    }
}

#[test]
fn an_older_version_without_attribution() {
    let text = "Date,Order #,Status,Customer,Customer type,Product(s),Items sold,Coupon(s),N. Revenue\n2020-09-14 10:00,77,cancelled,Ann,new,,0,,12\nTotal,,,,,,,,12\n";
    assert_snapshot!(check_bytes(text.as_bytes(), &options("UTC", "EUR", "")), @r##"
    woo_analytics utf-8 ',' 9 columns
    77 77 nobody 2020-09-14T10:00:00+00:00 voided lines - - - = €12.00 + €0.00 tax €0.00 total €12.00 refunded €0.00 (1 rows)
    ! assumed_currency [Currency]
    ! naive_time line 2 [Date] "2020-09-14 10:00"
    ! no_person line 2 [Order #] "77"
    ! summary_row line 3 "Total"
    2 rows = 1 accepted + 1 rejected; 1 records; latest 2020-09-14T10:00:00+00:00
    "##);
}
