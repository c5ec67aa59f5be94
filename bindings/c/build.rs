//! The shared library's SONAME: while the major version is 0 the minor one takes part, as 0.2 may break 0.1.
//! And it stays loaded after `dlclose`, since Rust's thread-locals may outlive the call.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        let part = |name| std::env::var(format!("CARGO_PKG_VERSION_{name}")).unwrap_or_default();
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libbihuan.so.{}.{}", part("MAJOR"), part("MINOR"));
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
