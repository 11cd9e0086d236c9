//! The published schema, read once from the file that is part of the program.
//!
//! The file says in words what tells one type from another (`Type of the message origin, always "user"`); these words are read
//! too, because without them a check could not say which of several types was meant.

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use serde::Deserialize;

const SOURCE: &str = include_str!("../../schema/bot-api-10.1.json");

/// The schema of the Bot API.
pub(super) fn schema() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        Schema::from(
            serde_json::from_str::<Source>(SOURCE)
                .expect("the schema in the program is JSON of the known shape"),
        )
    })
}

pub(super) struct Schema {
    /// Such as `Bot API 10.1`.
    pub(super) version: String,
    /// By the name in lower case: the Bot API takes names of methods in any case.
    methods: HashMap<String, Method>,
    shapes: HashMap<String, Shape>,
}

impl Schema {
    pub(super) fn method(&self, name: &str) -> Option<&Method> {
        self.methods.get(&name.to_ascii_lowercase())
    }

    pub(super) fn shape(&self, type_name: &str) -> Option<&Shape> {
        self.shapes.get(type_name)
    }

    #[cfg(test)]
    pub(super) fn shapes(&self) -> impl Iterator<Item = (&String, &Shape)> {
        self.shapes.iter()
    }
}

pub(super) struct Method {
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
    /// The alternatives.
    pub(super) returns: Vec<Type>,
}

pub(super) enum Shape {
    /// An object with these fields, perhaps none.
    Fields(Vec<Field>),
    /// Any of these.
    OneOf(Vec<Type>),
}

pub(super) struct Field {
    pub(super) name: String,
    /// The alternatives.
    pub(super) types: Vec<Type>,
    pub(super) required: bool,
    /// The only value, where the schema says so.
    pub(super) literal: Option<Literal>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Literal {
    Text(String),
    /// The date of a message that cannot be read any more.
    Zero,
}

impl Literal {
    fn of(field: &SourceField) -> Option<Self> {
        if field.description.starts_with("Always 0.") {
            return Some(Self::Zero);
        }
        let (_, said) = field
            .description
            .rsplit_once(", always ")
            .or_else(|| field.description.rsplit_once(", must be "))?;
        let word = said.trim_matches('"');
        let is_word = !word.is_empty()
            && word
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        (field.required && is_word).then(|| Self::Text(word.to_owned()))
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "\"{text}\""),
            Self::Zero => f.write_str("0"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Type {
    Integer,
    Float,
    Boolean,
    Text,
    /// An upload.
    File,
    /// Of values each of which is one of these.
    Array(Vec<Type>),
    Named(String),
}

impl Type {
    fn of(text: &str) -> Self {
        match text {
            "Integer" => Self::Integer,
            "Float" => Self::Float,
            "Boolean" => Self::Boolean,
            "String" => Self::Text,
            "InputFile" => Self::File,
            other => match other.strip_prefix("Array of ") {
                Some(item) => Self::Array(vec![Self::of(item)]),
                None => Self::Named(other.to_owned()),
            },
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer => f.write_str("Integer"),
            Self::Float => f.write_str("Float"),
            Self::Boolean => f.write_str("Boolean"),
            Self::Text => f.write_str("String"),
            Self::File => f.write_str("InputFile"),
            Self::Array(items) => write!(f, "Array of {}", any(items)),
            Self::Named(name) => f.write_str(name),
        }
    }
}

/// The alternatives as words, `Integer or String`.
pub(super) fn any(types: &[Type]) -> String {
    let names: Vec<_> = types.iter().map(ToString::to_string).collect();
    names.join(" or ")
}

#[derive(Deserialize)]
struct Source {
    version: String,
    methods: HashMap<String, SourceMethod>,
    types: HashMap<String, SourceType>,
}

#[derive(Deserialize)]
struct SourceMethod {
    #[serde(default)]
    fields: Vec<SourceField>,
    returns: Vec<String>,
}

#[derive(Deserialize)]
struct SourceType {
    #[serde(default)]
    fields: Vec<SourceField>,
    #[serde(default)]
    subtypes: Vec<String>,
}

#[derive(Deserialize)]
struct SourceField {
    name: String,
    types: Vec<String>,
    required: bool,
    description: String,
}

impl From<Source> for Schema {
    fn from(source: Source) -> Self {
        let methods = source.methods.into_iter().map(|(name, method)| {
            let returns = types(&method.returns);
            (
                name.to_ascii_lowercase(),
                Method {
                    name,
                    fields: fields(method.fields),
                    returns,
                },
            )
        });
        let shapes = source.types.into_iter().map(|(name, described)| {
            let shape = if described.subtypes.is_empty() {
                Shape::Fields(fields(described.fields))
            } else {
                Shape::OneOf(types(&described.subtypes))
            };
            (name, shape)
        });
        Self {
            version: source.version,
            methods: methods.collect(),
            shapes: shapes.collect(),
        }
    }
}

/// Several kinds of array are one array of several kinds: an album mixes photos and videos.
fn types(names: &[String]) -> Vec<Type> {
    let types: Vec<Type> = names.iter().map(|name| Type::of(name)).collect();
    let items = types.iter().map(|alternative| match alternative {
        Type::Array(items) => Some(items.clone()),
        _ => None,
    });
    match items.collect::<Option<Vec<_>>>() {
        Some(items) if items.len() > 1 => vec![Type::Array(items.concat())],
        _ => types,
    }
}

fn fields(source: Vec<SourceField>) -> Vec<Field> {
    let field = |field: SourceField| Field {
        literal: Literal::of(&field),
        types: types(&field.types),
        name: field.name,
        required: field.required,
    };
    source.into_iter().map(field).collect()
}
