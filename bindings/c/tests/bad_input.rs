//! Bad input for every export, in C: `bad_input.c`, also under valgrind; and a check that it leaves none out.

mod support;

use support::{build, checked, here, program, root, run};

#[test]
fn nothing_crashes_and_errors_say_what_is_wrong() {
    let Some(built) = build(&here().join("tests/bad_input.c"), &[]) else { return };
    let said = run(&mut program(&built));
    let passed = said.lines().last().and_then(|line| line.split_once(" passed, 0 failed"));
    let passed: u32 = passed.and_then(|(passed, _)| passed.parse().ok()).unwrap_or(0);
    assert!(passed > 3000, "{said}");
    if let Some(mut command) = checked(&built) {
        assert_eq!(run(&mut command), said, "under valgrind");
    }
}

#[test]
fn every_export_is_given_bad_input() {
    let header = std::fs::read_to_string(root().join("include/bihuan.h")).unwrap();
    let declarations: String = header
        .lines()
        .skip_while(|line| !line.starts_with("extern \"C\""))
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').map(str::to_owned).collect()
    };
    // what is followed by a bracket is a function
    let functions: Vec<String> = declarations
        .split('(')
        .filter_map(|before| words(before).pop())
        .filter(|word| word.starts_with("bh_"))
        .collect();
    assert!(functions.len() > 130, "{} functions", functions.len());
    let tests = std::fs::read_to_string(here().join("tests/bad_input.c")).unwrap();
    let tested = words(&tests);
    let missing: Vec<_> = functions.iter().filter(|name| !tested.contains(name)).collect();
    assert!(missing.is_empty(), "no bad input for {missing:?}");
}
