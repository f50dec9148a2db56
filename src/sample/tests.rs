use super::*;
#[test]
fn dump() {
    let r = write(Path::new("/tmp/sample-out"), &SampleOptions::default()).unwrap();
    println!("{r:#?}");
}
