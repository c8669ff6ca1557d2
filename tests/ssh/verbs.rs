//! Every verb and option of the program is decided about: permitted in a session, or left out on purpose.

use std::path::PathBuf;

/// Whoever adds a verb or an option decides whether a session over SSH may use it: the tables stand in
/// src/desk/session/table.rs. What is in neither table is refused in a session, and this test says so.
#[test]
fn sessions_decide_about_every_verb_and_option() {
    use diaodu::desk::session::table::{
        EVERYWHERE, LOCAL_ONLY, LOCAL_OPTIONS, Operands, PERMITTED, WITHOUT_VERB,
    };

    fn verbs(command: &clap::Command, path: &str, found: &mut Vec<(String, clap::Command)>) {
        for verb in command.get_subcommands() {
            let path = format!("{path} {}", verb.get_name()).trim().to_owned();
            if verb.has_subcommands() {
                verbs(verb, &path, found);
            } else {
                found.push((path, verb.clone()));
            }
        }
    }
    /// How the table must write an argument: `name`, `name=` or, where it names a file, `name=-`.
    fn written(arg: &clap::Arg) -> String {
        let file = arg.get_value_parser().type_id() == std::any::TypeId::of::<PathBuf>();
        let name = arg.get_long().unwrap_or_default();
        match (arg.get_action().takes_values(), file) {
            (false, _) => name.to_owned(),
            (true, false) => format!("{name}="),
            (true, true) => format!("{name}=-"),
        }
    }
    let command = diaodu::cli::args::command(diaodu::domain::lang::Lang::En);
    let mut wrong = Vec::new();
    let mut judge = |verb: &str, options: &str, args: Vec<&clap::Arg>| {
        let known: Vec<String> = args.iter().filter(|a| a.get_long().is_some()).map(|a| written(a)).collect();
        let listed: Vec<&str> = options.split(' ').filter(|o| !o.is_empty()).collect();
        for option in &known {
            let name = option.split('=').next().unwrap();
            if !listed.contains(&option.as_str()) && !LOCAL_OPTIONS.contains(&name) {
                wrong.push(format!("`{verb}`: decide about {option}"));
            }
        }
        for option in listed.iter().filter(|option| !known.iter().any(|k| k == *option)) {
            wrong.push(format!("`{verb}`: the program has no {option}"));
        }
    };
    let global: Vec<&clap::Arg> = command.get_arguments().filter(|arg| arg.is_global_set()).collect();
    judge("every verb", EVERYWHERE, global);
    let top: Vec<&clap::Arg> = command.get_arguments().filter(|arg| !arg.is_global_set()).collect();
    judge("no verb", WITHOUT_VERB, top);
    let mut found = Vec::new();
    verbs(&command, "", &mut found);
    for (path, verb) in &found {
        let Some(permitted) = PERMITTED.iter().find(|permitted| permitted.verb == path) else {
            continue;
        };
        judge(path, permitted.options, verb.get_arguments().filter(|arg| !arg.is_global_set()).collect());
    }
    for (path, verb) in &found {
        let first = path.split(' ').next().unwrap();
        let local = LOCAL_ONLY.contains(&path.as_str()) || LOCAL_ONLY.contains(&first);
        let permitted = PERMITTED.iter().find(|permitted| permitted.verb == path);
        match (local, permitted) {
            (false, None) => wrong.push(format!("decide about `{path}`")),
            (true, Some(_)) => wrong.push(format!("`{path}` stands in both tables")),
            (true, None) => {}
            (false, Some(permitted)) => {
                let file =
                    |arg: &clap::Arg| arg.get_value_parser().type_id() == std::any::TypeId::of::<PathBuf>();
                let positionals: Vec<&clap::Arg> = verb.get_positionals().collect();
                let wanted = match (positionals.is_empty(), positionals.iter().any(|arg| file(arg))) {
                    (true, _) => Operands::None,
                    (false, true) => Operands::Dash,
                    (false, false) => Operands::Words,
                };
                if permitted.operands != wanted {
                    wrong.push(format!("`{path}`: operands are {wanted:?}"));
                }
            }
        }
    }
    for permitted in PERMITTED.iter().filter(|p| !found.iter().any(|(path, _)| path == p.verb)) {
        wrong.push(format!("the program has no verb `{}`", permitted.verb));
    }
    assert!(wrong.is_empty(), "src/desk/session/table.rs:\n{}", wrong.join("\n"));
}
