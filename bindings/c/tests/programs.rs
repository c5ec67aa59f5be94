//! Programs of C that check themselves: one engine and eight threads, and texts in GB18030.

mod support;

use support::{build, checked, here, program, run};

#[test]
fn eight_threads_share_an_engine() {
    let Some(built) = build(&here().join("tests/threads.c"), &["-pthread"]) else { return };
    run(&mut program(&built));
    if let Some(mut command) = checked(&built) {
        run(command.arg("2"));
    }
}

#[test]
fn a_program_in_gb18030() {
    let Some(built) = build(&here().join("tests/gb18030.c"), &["-fexec-charset=GB18030"]) else { return };
    run(&mut program(&built));
    if let Some(mut command) = checked(&built) {
        run(&mut command);
    }
}
