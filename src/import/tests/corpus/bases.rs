//! One small, sound export of each format, from which damaged files are made.

use crate::import::Format;

/// The sound text of a format.
pub(in crate::import) fn base(format: Format) -> &'static str {
    match format {
        Format::ShopifyOrders => SHOPIFY_ORDERS,
        Format::ShopifyCustomers => SHOPIFY_CUSTOMERS,
        Format::KlaviyoCampaigns => KLAVIYO_CAMPAIGNS,
        Format::KlaviyoFlows => KLAVIYO_FLOWS,
        Format::KlaviyoMessages => KLAVIYO_MESSAGES,
        Format::MailchimpCampaigns => MAILCHIMP_CAMPAIGNS,
        Format::MailchimpReport => MAILCHIMP_REPORT,
        Format::KlaviyoProfiles => KLAVIYO_PROFILES,
        Format::MailchimpAudience => MAILCHIMP_AUDIENCE,
        Format::ShopifyDiscounts => SHOPIFY_DISCOUNTS,
        Format::ShopifyTransactions => SHOPIFY_TRANSACTIONS,
        Format::ShopifySessions => SHOPIFY_SESSIONS,
        Format::ShopifySalesByUtm => SHOPIFY_SALES,
        Format::MatrixifyOrders => MATRIXIFY_ORDERS,
        Format::WooAnalytics => WOO_ANALYTICS,
        Format::WooWebtoffee => WOO_WEBTOFFEE,
        Format::WooAdvanced => WOO_ADVANCED,
        Format::MetaAds => META_ADS,
        Format::GoogleAds => GOOGLE_ADS,
        Format::KlaviyoEvents => KLAVIYO_EVENTS,
        Format::Ga4Report => GA4_REPORT,
        Format::MessageEvents => MESSAGE_EVENTS,
        Format::Assignments => ASSIGNMENTS,
        Format::PeopleList => PEOPLE_LIST,
        Format::Orders => ORDERS,
        Format::OrderTouches => ORDER_TOUCHES,
        Format::Spend => SPEND,
    }
}

const SHOPIFY_ORDERS: &str = "\
Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Notes,Refunded Amount,Id,Tags,Phone
#1001,ann@example.com,paid,EUR,45.00,5.00,8.33,50.00,SUMMER,5.00,2026-08-24 13:18:57 +0200,2,Mug,20.00,MUG,Ann Example,,0.00,8281215041874,vip,
#1001,ann@example.com,,,,,,,,,2026-08-24 13:18:57 +0200,1,\"Tee, \"\"blue\"\"\",10.00,TEE,,,,,,
#1002,ben@example.com,partially_refunded,EUR,100.00,0.00,16.67,100.00,,0.00,2026-08-25 08:59:30 +0200,1,Mug bulk,100.00,BULK,Ben Müller,\"first line
second line\",40.00,8281215041875,,
#1003,,paid,EUR,20.00,0.00,3.33,20.00,,0.00,2026-08-26 15:30:00 +0200,1,Café crème,20.00,CAF,Cara Étienne,,0.00,8281215041876,,+33600000000
";

const SHOPIFY_CUSTOMERS: &str = "\
Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Country Code,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Tax Exempt,Tags
'7210448301122,Ann,Example,ann@example.com,yes,FR,'+33600000000,no,316.50,2,no,\"vip, newsletter\"
'7210448301123,Ben,Müller,ben@example.com,no,DE,,no,60.00,1,no,
'7210448301124,Cara,Étienne,,no,,'+33611111111,yes,0.00,0,no,holdout
";

const KLAVIYO_CAMPAIGNS: &str = "\
Campaign Name,Variant Name,Tags,Subject,List,Send Time,Total Recipients,Unique Placed Order,Placed Order Rate,Revenue,Unique Opens,Open Rate,Unique Clicks,Unsubscribes,Spam Complaints,Successful Deliveries,Bounces,Campaign ID,Campaign Channel,Winning Variant?
Aug Sale,A: Emoji,\"sale, aug\",Sale is on 🔥,VIP,2026-08-24 10:00:00,\"5,000\",60,1.21%,\"$6,020.50\",\"2,480\",50.00%,200,12,1,\"4,960\",40,01JNKB,Email,Yes
Aug Sale,B: Plain,\"sale, aug\",The August sale,VIP,2026-08-24 10:00:00,\"5,000\",45,0.91%,\"$4,410.00\",\"2,230\",45.05%,150,15,0,\"4,950\",50,01JNKB,Email,No
SMS nudge,,,Look,VIP,2026-08-25 12:00:00,800,10,1.26%,$700.00,,,90,4,,796,4,01JRDV,SMS,
";

const KLAVIYO_FLOWS: &str = "\
Day,Flow ID,Flow Name,Flow Message ID,Flow Message Name,Variant Name,Flow Message Channel,Status,Delivered,Unique Opens,Open Rate,Unique Clicks,Click Rate,Placed Order,Placed Order Rate,Revenue,Unsub Rate,Complaint Rate,Bounce Rate
09/24/2025,F1,Welcome,M1,First,A,Email,live,1000.0,500,0.5,80,0.08,12,0.012,\"$1,250.50\",0.0021,5e-05,0.01
09/24/2025,F1,Welcome,M1,First,B,Email,live,\"1,010\",510,0.505,90,0.089,13,0.0129,$300.00,0,0,0
09/25/2025,F1,Welcome,M2,Text,,SMS,draft,20,,,3,0.15,,,,0,0,0
";

const KLAVIYO_MESSAGES: &str = "\
Campaign Message ID,Campaign Message Name,Send Date,Send Time,Open Rate,Bounce Rate,Click Rate,Delivered,Unique Opens,Unique Clicks,Bounces,Unsubscribes,Spam Complaints,Subject,Send Weekday,Campaign Message Channel
01K,Aug Sale,2025-10-29,10:30 AM,0.53,0.002,0.02,900,477,20,2,3,0,\"Sale, on\",Wednesday,Email
01L,Nudge,2025-10-30,,,,,300,,5,5,0,0,,Thursday,SMS
";

const MAILCHIMP_CAMPAIGNS: &str = "\
Title,Subject,List,Send Date,Send Weekday,Total Recipients,Successful Deliveries,Soft Bounces,Hard Bounces,Total Bounces,Times Forwarded,Forwarded Opens,Unique Opens,Open Rate,Total Opens,Unique Clicks,Click Rate,Total Clicks,Unsubscribes,Abuse Complaints,Unique Id,Total Orders,Total Revenue
Spring,Hello,Customers,\"Jun 09, 2018 09:30 pm\",Saturday,\"1,751\",1740,6,5,11,0,0,480,27.78%,600,50,2.87%,60,3,0,a1b2c3d4e5,2,80.00
Autumn,,Customers,\"Sep 1, 2025 9:05 am\",Monday,10,9,1,0,1,0,0,4,44.44%,5,1,11.11%,1,0,0,b1b2c3d4e5,0,0.00
";

const MAILCHIMP_REPORT: &str = "\
Campaign Report
\"Title:\",\"Autumn\"
\"Subject Line:\",\"Sale\"
\"Delivery Date/Time:\",\"Mon, Apr 26, 2021 12:25 pm\"

\"Combination 1 Stats\"
\"Subject:\",\"Sale\"
\"Total Recipients:\",\"1,751\"
\"Successful Deliveries:\",\"1,740\"
\"Recipients Who Opened:\",\"480 (27.59%)\"

\"Combination 1 Clicks by URL\"
\"URL\",\"Total Clicks\",\"Unique Clicks\"
\"https://shop.example/?a=1,2\",\"60\",\"50\"

\"Combination 2 Stats\"
\"Subject:\",\"Sale is on\"
\"Total Recipients:\",\"1,749\"
\"Successful Deliveries:\",\"1,739\"
\"Recipients Who Opened:\",\"500 (28.75%)\"
";

const KLAVIYO_PROFILES: &str = "\
Email,Klaviyo ID,First Name,Phone Number,Country,Email Marketing Consent,Historic Number Of Orders,Historic Customer Lifetime Value,Profile Created On,Last Active,Email Suppressions,Favourite,ab_group
ann@example.com,01A,Ann,'+33600000000,France,SUBSCRIBED,2,316.5,2025-03-01 10:00:00,2026-08-24 11:18:57,[],red,control
ben@example.com,01B,Ben,,Germany,NEVER_SUBSCRIBED,1,60,2025-04-01 10:00:00,2026-08-25 11:18:57,\"[\"\"HARD_BOUNCE\"\", \"\"USER_SUPPRESSED\"\"]\",,treatment
";

const MAILCHIMP_AUDIENCE: &str = "\
Email Address,First Name,Phone Number,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,CC,LAST_CHANGED,LEID,EUID,NOTES,TAGS
ann@example.com,Ann,,4,2016-04-18 13:51:14,2016-04-18 13:51:14,FR,2026-04-18 13:51:14,1,abc,,\"\"\"VIP\"\",\"\"Blog, weekly\"\"\"
ben@example.com,Ben,,1,2017-04-18 13:51:14,2017-04-18 13:51:14,DE,2026-05-18 13:51:14,2,abd,,
";

const SHOPIFY_DISCOUNTS: &str = "\
Name,Value,Value Type,Type,Discount Class,Times Used In Total,Applies Once Per Customer,Usage Limit Per Code,Status,Start,End
SUMMER,-15.0,percentage,Amount Off,order,12,false,,Active,2026-06-01 00:00:00 +0200,2026-09-30 23:59:59 +0200
TENOFF,-10.0,fixed_amount,Amount Off,product,4,false,100,Scheduled,2026-12-01 00:00:00 +0100,
";

const SHOPIFY_TRANSACTIONS: &str = "\
Order,Name,Payment Method,Kind,Gateway,Created At,Status,Amount,Currency,Card Type
8281215041874,#1001,card,sale,shopify_payments,2026-08-24 13:19:00 +0200,success,50.00,EUR,visa
8281215041875,#1002,card,sale,shopify_payments,2026-08-25 09:00:00 +0200,success,100.00,EUR,visa
8281215041875,#1002,card,refund,shopify_payments,2026-09-03 10:00:00 +0200,success,40.00,EUR,visa
";

const SHOPIFY_SESSIONS: &str = "\
Day,UTM campaign,UTM source,Online store visitors,Sessions,Sessions that completed checkout
2026-08-24,aug_sale,klaviyo,900,\"1,000\",40
2026-08-24,,,4000,4500,90
2026-08-25,aug_sale,klaviyo,90,100,3
";

const SHOPIFY_SALES: &str = "\
Day,Order UTM source,Order UTM medium,Order UTM campaign,Orders,Net sales,Total sales
2026-08-24,klaviyo,email,aug_sale,12,1000.50,1200.60
2026-08-25,google,cpc,brand,7,500.00,600.00
";

const MATRIXIFY_ORDERS: &str = "\
ID,Name,Created At,Currency,Price: Subtotal,Price: Total Shipping,Price: Total Refund,Price: Total,Payment: Status,Customer: Email,Row #,Top Row,Line: Type,Line: Title,Line: SKU,Line: Quantity,Line: Price,Line: Discount,Line: Total,Refund: ID,Refund: Created At,Transaction: Kind,Transaction: Amount,Transaction: Status
6001,#6001,2026-08-24 13:18:57 +0200,EUR,90.00,5.00,45.00,95.00,partially_refunded,ann@example.com,1,1,Line Item,Mug,MUG,2,45.00,0.00,90.00,,,,,
6001,#6001,2026-08-24 13:18:57 +0200,EUR,,,,,partially_refunded,ann@example.com,2,,Shipping Line,Standard,,,5.00,0.00,5.00,,,,,
6001,#6001,2026-08-24 13:18:57 +0200,EUR,,,,,partially_refunded,ann@example.com,3,,Transaction,,,,,,,,,sale,95.00,success
6001,#6001,2026-08-24 13:18:57 +0200,EUR,,,,,partially_refunded,ann@example.com,4,,Refund Line,Mug,MUG,-1,45.00,0.00,-45.00,9001,2026-08-30 09:00:00 +0200,,,
6002,#6002,2026-08-25 10:00:00 +0200,EUR,20.00,0.00,0.00,20.00,paid,ben@example.com,1,TRUE,Line Item,Cap,,1,20.00,0.00,20.00,,,,,
";

const WOO_ANALYTICS: &str = "\
Date,\"Order #\",\"N. Revenue (formatted)\",Status,Customer,\"Customer type\",Product(s),\"Items sold\",Coupon(s),\"Net Sales\",Attribution
\"2026-08-30 10:00:00\",501,-&euro;20.00,refunded,Ann E,returning,1× Mug,-1,,-20.00,
\"2026-08-24 13:18:57\",501,&euro;79.00,completed,Ann E,new,\"2× Mug, large, 1× Hat\",3,summer10,79.00,Source: Google
\"2026-08-24 14:00:00\",502,&euro;10.00,processing,Ben,new,1× Hat,1,,10.00,Organic: Google
";

const WOO_WEBTOFFEE: &str = "\
order_id,order_number,order_date,status,shipping_total,discount_total,order_total,order_currency,customer_email,billing_phone,coupon_items,refund_items,line_item_1,line_item_2
501,501,2026-08-24 13:18:57,wc-completed,5,10,95,EUR,ann@example.com,'+33600000000,\"code:summer10|amount:10.00\",\"amount:20.00|reason:|date:2026-08-30 10:00:00\",\"name:Mug|sku:MUG|quantity:2|total:90.00|sub_total:100.00\",
502,502,2026-08-25 09:00:00,wc-pending,0,0,40,EUR,ben@example.com,,,,\"name:Hat|sku:HAT|quantity:3|total:40.00|sub_total:40.00\",
";

const WOO_ADVANCED: &str = "\
Order Number,Order Status,Order Date,Email (Billing),Order Total Amount,Order Subtotal Amount,Order Shipping Amount,Order Currency,SKU,Item Name,Quantity,Item Cost,Coupon Code
701,Completed,2026-08-24 13:18:57,ann@example.com,55.00,50.00,5.00,EUR,MUG,Mug,2,20.00,summer
701,Completed,2026-08-24 13:18:57,ann@example.com,55.00,50.00,5.00,EUR,TEE,Tee,1,10.00,summer
702,Processing,2026-08-25 13:18:57,ben@example.com,20.00,20.00,0.00,EUR,HAT,Hat,1,20.00,
";

const META_ADS: &str = "\
Reporting starts,Reporting ends,Campaign name,Campaign ID,Amount spent (EUR),Impressions,Link clicks
2026-08-01,2026-08-31,Prospecting,120200000000000,1234.56,100000,2500
2026-08-01,2026-08-31,Retargeting,120200000000001,200.00,20000,900
";

const GOOGLE_ADS: &str = "\
Campaign report
\"August 1, 2026 - August 31, 2026\"
Campaign status,Campaign,Currency code,Cost,Impr.,Clicks
Enabled,Brand,EUR,\"1,234.56\",\"10,000\",250
Paused,Generic,EUR,200.00,2000,90
Total: Account,,EUR,\"1,434.56\",\"12,000\",340
";

const KLAVIYO_EVENTS: &str = "\
email,event_name,Timestamp,$event_id,$message,$flow,Subject,Campaign Name,$value,$extra/order_number,$extra/landing_site,$attribution
ann@example.com,Received Email,2026-08-24 08:00:00+00:00,1:1,01M,,Hello,Spring,,,,
ann@example.com,Opened Email,1787558400,1:2,01M,,Hello,Spring,,,,
ann@example.com,Placed Order,2026-08-24 11:18:57+00:00,4857,,,,,50.00,#1001,/?utm_source=klaviyo&utm_medium=email,01M
";

const GA4_REPORT: &str = "\
# ----------------------------------------
# Traffic acquisition: Session source / medium
# Account: Demo
# Start date: 20260801
# End date: 20260803
# ----------------------------------------
Nth day,Session source / medium,Sessions,Engaged sessions,Total revenue
0000,klaviyo / email,100,80,1234.56
0001,google / cpc,200,90,300.00
0002,(not set),10,2,0

# Start date: 20260801
# End date: 20260803
Session campaign,Sessions
aug_sale,200
(not set),110
";

const MESSAGE_EVENTS: &str = "\
email,event,time,campaign,variation
ann@example.com,sent,2026-08-24T10:00:00Z,C1,A
ann@example.com,opened,2026-08-24T10:05:00Z,C1,A
ben@example.com,bounce,2026-08-24T10:05:00Z,C1,B
";

const ASSIGNMENTS: &str = "\
email,variant,assigned_at,planned_share
ann@example.com,control,2026-08-20 10:00:00,50%
ben@example.com,treatment,2026-08-20 11:00:00,50%
cara@example.com,treatment,2026-08-20 12:00:00,50%
";

const PEOPLE_LIST: &str = "\
email,tags,consent,country
ann@example.com,\"vip, loyal\",yes,DE
ben@example.com,,no,AT
cara@example.com,,yes,FR
";

const ORDERS: &str = "\
order_id,order_date,customer_email,currency,subtotal,shipping,tax,total,coupon_code,product_name,quantity,item_price,status
7001,2026-08-24 10:00:00,ann@example.com,EUR,45.00,5.00,8.33,50.00,SUMMER,Mug,2,20.00,paid
7001,2026-08-24 10:00:00,ann@example.com,EUR,45.00,5.00,8.33,50.00,SUMMER,Tee,1,10.00,paid
7002,2026-08-25 10:00:00,ben@example.com,EUR,20.00,0.00,3.33,20.00,,Hat,1,20.00,refunded
";

const ORDER_TOUCHES: &str = "\
order_id,order_name,utm_source,utm_medium,utm_campaign,landing page,occurred_at
8281215041874,#1001,klaviyo,email,aug_sale,/?utm_content=b1,2026-08-24 11:00:00 +0200
8281215041875,#1002,,,,https://l.example/?utm_source=insta,2026-08-25 08:00:00 +0200
";

const SPEND: &str = "\
Campaign,Date,Cost,Currency,Impressions,Clicks
aug_sale,2026-08-24,123.45,EUR,1000,25
aug_sale,2026-08-25,67.89,EUR,900,20
";
