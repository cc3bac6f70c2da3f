//! The log: what an application registers and configures, however it does so.

use assay_models::Models;
use assay_python::Program;
use assay_source::Project;
use assay_taint::{Options, Played, Solution, What, solve};

fn solved(text: &str) -> Solution {
    let project = Project::from_texts([("app.py", text)]);
    let modules = project.files.iter().map(assay_python::lower).collect();
    let program = Program::link(modules, &project);
    solve(&program, Models::embedded(), &[], &Options::default())
}

fn played<'s>(solution: &'s Solution, role: &str) -> Vec<&'s Played> {
    let events = solution.events.iter();
    let of = |event: &'s assay_taint::Event| match &event.what {
        What::Role(played) if played.role == role => Some(&**played),
        What::Role(_) | What::Source(_) | What::Sink(_) => None,
    };
    events.filter_map(of).collect()
}

#[test]
fn a_blueprint_is_known_by_the_place_that_makes_it() {
    let solution = solved(
        "from flask import Blueprint as Group, Flask\n\
         one = Group('one', __name__)\n\
         two = Group('two', __name__)\n\
         @two.route('/x', methods=['POST'])\n\
         def x():\n    return ''\n\
         def create():\n    app = Flask(__name__)\n    app.register_blueprint(two, url_prefix='/t')\n    return app\n",
    );
    let [route] = played(&solution, "route")[..] else {
        panic!("one route")
    };
    let [mount] = played(&solution, "mount")[..] else {
        panic!("one mount")
    };
    let Some(site) = route.receiver.sites().next() else {
        panic!("a site: {route:?}")
    };
    let Some(child) = mount.argument("child") else {
        panic!("a child")
    };
    assert_eq!(child.sites().collect::<Vec<_>>(), [site]);
    assert_eq!(
        route.argument("rule").and_then(|rule| rule.text()),
        Some("/x")
    );
    assert_eq!(
        route.argument("view").map(|view| view.functions.len()),
        Some(1)
    );
    assert_eq!(
        mount.argument("prefix").and_then(|prefix| prefix.text()),
        Some("/t")
    );
}

#[test]
fn a_helper_that_registers_views_is_logged_for_each_call() {
    let solution = solved(
        "from flask import Flask\n\
         def a():\n    return ''\n\
         def b():\n    return ''\n\
         def add(app, rule, view):\n    app.add_url_rule(rule, view_func=view)\n\
         app = Flask(__name__)\n\
         add(app, '/a', a)\n\
         add(app, '/b', b)\n",
    );
    let mut rules: Vec<_> = played(&solution, "route")
        .iter()
        .map(|route| {
            route
                .argument("rule")
                .and_then(|rule| rule.text().map(str::to_owned))
        })
        .collect();
    rules.sort();
    assert_eq!(rules, [Some("/a".to_owned()), Some("/b".to_owned())]);
}

#[test]
fn a_setting_knows_its_default_and_where_it_comes_from() {
    let solution = solved(
        "import os\n\
         from flask import Flask\n\
         app = Flask(__name__)\n\
         app.config['SECRET_KEY'] = os.getenv('KEY', 'dev')\n\
         app.config.update(DEBUG=True)\n",
    );
    let [mapping] = played(&solution, "settings-from")[..] else {
        panic!("one mapping")
    };
    let debug = mapping.argument("each").and_then(|each| each.item("DEBUG"));
    assert!(
        debug.is_some_and(assay_taint::Fact::is_constant),
        "{mapping:?}"
    );
    let settings = played(&solution, "setting");
    let keys: Vec<_> = settings
        .iter()
        .filter_map(|setting| setting.argument("key")?.text())
        .collect();
    assert_eq!(keys, ["SECRET_KEY"]);
    let value = settings
        .first()
        .and_then(|setting| setting.argument("value"));
    let Some(value) = value else {
        panic!("a value")
    };
    assert_eq!(value.texts().collect::<Vec<_>>(), ["dev"]);
    assert!(value.open);
    let kinds: Vec<_> = value
        .sources
        .iter()
        .map(|(kind, _)| kind.as_str())
        .collect();
    assert_eq!(kinds, ["environment"]);
    assert_eq!(played(&solution, "environment").len(), 1);
}

#[test]
fn a_class_of_views_leads_to_its_methods() {
    let solution = solved(
        "from flask import Flask\n\
         from flask.views import MethodView\n\
         class Item(MethodView):\n    def get(self):\n        return ''\n\
         app = Flask(__name__)\n\
         app.add_url_rule('/item', view_func=Item.as_view('item'))\n",
    );
    let [route] = played(&solution, "route")[..] else {
        panic!("one route")
    };
    assert_eq!(
        route.argument("view").map(|view| view.classes.len()),
        Some(1)
    );
    let [class] = &solution.classes[..] else {
        panic!("one class")
    };
    assert_eq!(
        class.roles.first().map(|(role, _)| role.as_str()),
        Some("class-view")
    );
}

#[test]
fn calls_that_never_come_back_are_told_apart() {
    let solution = solved(
        "from flask import abort\n\
         def deny():\n    abort(403)\n\
         def view(user):\n    if not user:\n        deny()\n    return 'in'\n",
    );
    let leaves: Vec<bool> = solution.edges.iter().map(|edge| edge.leaves).collect();
    assert_eq!((leaves.as_slice(), solution.exits.len()), (&[true][..], 1));
}
