//! The programs of `examples/c` say what they should, and valgrind has nothing to object to.
//!
//! `BIHUAN_ACCEPT=1` takes a change of their output over.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::{build, checked, program, root, run};

fn example(name: &str) {
    let folder = root().join("examples/c");
    let Some(built) = build(&folder.join(format!("{name}.c")), &[]) else { return };
    let said = run(&mut program(&built));
    let kept = folder.join(format!("{name}.txt"));
    if std::env::var_os("BIHUAN_ACCEPT").is_some() {
        std::fs::write(&kept, &said).unwrap();
    }
    assert_eq!(said, std::fs::read_to_string(&kept).unwrap_or_default(), "{name}");
    if let Some(mut command) = checked(&built) {
        assert_eq!(run(&mut command), said, "{name} under valgrind");
    }
    // a rulebook that is not there: the error is said and freed
    let mut command = program(&built);
    let output = command.arg("no/such/rulebook").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("cannot read `no/such/rulebook`"), "{error}");
}

#[test]
fn dispatch() {
    example("dispatch");
}

#[test]
fn audit() {
    example("audit");
}

#[test]
fn contest() {
    example("contest");
}
