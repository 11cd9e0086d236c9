//! Calls and answers held against the published schema of the Bot API.
//!
//! The simulator is not built on the types of a Telegram library, or it would share that library's blind spots; so it needs
//! another witness that what it says is what the Bot API says. This module only judges: it returns faults and changes nothing.
//!
//! A fault is one line, a path and what is wrong there: `result.chat.type: required, but missing`. It never shows the text of
//! a message: of a value it names the kind, and the value itself only where the schema allows a single one.
//!
//! Invariant: an answer is read strictly; in a call, a string may hold a number, a boolean or the JSON of an object, as the
//! real server accepts.

mod load;

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use load::{Field, Literal, Schema, Shape, Type, any, schema};

/// The faults of what a method answers (the `result`, without its envelope).
pub fn check_answer(method: &str, result: &Value) -> Vec<String> {
    let Some(method) = schema().method(method) else {
        return vec![unknown_method(method)];
    };
    let mut check = Check::new(Direction::Answer);
    // A method that answers a boolean answers `true`: a failure is an error.
    if result == &Value::Bool(false) && method.returns.contains(&Type::Boolean) {
        return vec!["result: expected true, found false".to_owned()];
    }
    check.any_of("result", &method.returns, result);
    check.faults
}

/// The faults of the parameters of a call. The name of the method may be in any case. An uploaded file stands in `params` as
/// any string under its name.
pub fn check_call(method: &str, params: &Map<String, Value>) -> Vec<String> {
    let Some(found) = schema().method(method) else {
        return vec![unknown_method(method)];
    };
    let mut check = Check::new(Direction::Call);
    check.fields(&found.name, &found.fields, params);
    check.faults
}

/// The faults of a value as the named type, such as `Update`, read strictly. The paths begin with the name.
pub fn check_type(type_name: &str, value: &Value) -> Vec<String> {
    if schema().shape(type_name).is_none() {
        return vec![format!(
            "{type_name}: no such type in the {}",
            schema().version
        )];
    }
    let mut check = Check::new(Direction::Answer);
    check.one(type_name, &Type::Named(type_name.to_owned()), value);
    check.faults
}

fn unknown_method(name: &str) -> String {
    format!("{name}: no such method in the {}", schema().version)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Call,
    Answer,
}

/// One look at a value; gathers the faults and how many of them say that this is not the type at all.
struct Check {
    schema: &'static Schema,
    direction: Direction,
    faults: Vec<String>,
    /// Fields that tell one type from another (`type: always "user"`) and do not fit.
    wrong_literals: usize,
}

impl Check {
    fn new(direction: Direction) -> Self {
        Self {
            schema: schema(),
            direction,
            faults: Vec::new(),
            wrong_literals: 0,
        }
    }

    fn fault(&mut self, path: &str, what: impl std::fmt::Display) {
        self.faults.push(format!("{path}: {what}"));
    }

    /// Takes the type that fits best, so that the faults speak of what was meant.
    fn any_of(&mut self, path: &str, types: &[Type], value: &Value) {
        if let [only] = types {
            return self.one(path, only, value);
        }
        let value = &*self.unpack(value, types.iter().any(|t| t.is_json(self.schema)));
        let judged = types
            .iter()
            .filter(|t| t.may_be(value, self.schema, self.direction))
            .map(|candidate| {
                let mut check = Self::new(self.direction);
                check.one(path, candidate, value);
                check
            });
        match judged.min_by_key(|check| (check.wrong_literals, check.faults.len())) {
            Some(best) => {
                self.wrong_literals += best.wrong_literals;
                self.faults.extend(best.faults);
            }
            None => {
                self.fault(
                    path,
                    format!("expected {}, found {}", any(types), kind(value)),
                );
            }
        }
    }

    fn one(&mut self, path: &str, expected: &Type, value: &Value) {
        let value = &*self.unpack(value, expected.is_json(self.schema));
        match (expected, value) {
            (Type::Named(name), value) => self.named(path, name, value),
            (Type::Array(items), Value::Array(values)) => {
                for (at, value) in values.iter().enumerate() {
                    self.any_of(&format!("{path}[{at}]"), items, value);
                }
            }
            (expected, value) if expected.may_be(value, self.schema, self.direction) => {}
            (expected, value) => {
                self.fault(path, format!("expected {expected}, found {}", kind(value)))
            }
        }
    }

    fn named(&mut self, path: &str, name: &str, value: &Value) {
        match (self.schema.shape(name), value) {
            (None, _) => self.fault(path, format!("the schema has no type {name}")),
            (Some(Shape::OneOf(types)), value) => self.any_of(path, types, value),
            (Some(Shape::Fields(fields)), Value::Object(object)) => {
                self.fields(path, fields, object)
            }
            (Some(Shape::Fields(_)), value) => {
                self.fault(path, format!("expected {name}, found {}", kind(value)))
            }
        }
    }

    fn fields(&mut self, path: &str, fields: &[Field], object: &Map<String, Value>) {
        for field in fields {
            let path = format!("{path}.{}", field.name);
            match object.get(&field.name) {
                None if field.required => self.fault(&path, "required, but missing"),
                None => {}
                Some(Value::Null) => self.fault(&path, "null, leave it out instead"),
                Some(value) => {
                    self.any_of(&path, &field.types, value);
                    self.literal(&path, field, value);
                }
            }
            let lacks_literal = field.literal.is_some() && !object.contains_key(&field.name);
            self.wrong_literals += usize::from(lacks_literal);
        }
        for name in object
            .keys()
            .filter(|name| !fields.iter().any(|field| field.name == **name))
        {
            self.fault(&format!("{path}.{name}"), "unknown");
        }
    }

    fn literal(&mut self, path: &str, field: &Field, value: &Value) {
        let fits = match &field.literal {
            None => true,
            Some(Literal::Text(text)) => value.as_str() == Some(text),
            Some(Literal::Zero) => value.as_i64() == Some(0),
        };
        if let (false, Some(literal)) = (fits, &field.literal) {
            self.wrong_literals += 1;
            self.fault(path, format!("expected {literal}, found {value}"));
        }
    }

    /// In a call, a string may hold the JSON of an object or of an array.
    fn unpack<'v>(&self, value: &'v Value, wanted: bool) -> std::borrow::Cow<'v, Value> {
        let text = value
            .as_str()
            .filter(|_| wanted && self.direction == Direction::Call);
        match text.and_then(|text| serde_json::from_str(text).ok()) {
            Some(inner @ (Value::Object(_) | Value::Array(_))) => std::borrow::Cow::Owned(inner),
            _ => std::borrow::Cow::Borrowed(value),
        }
    }
}

impl Type {
    /// Whether a value of this type is an object or an array.
    fn is_json(&self, schema: &Schema) -> bool {
        match self {
            Self::Array(_) => true,
            Self::Named(name) => match schema.shape(name) {
                Some(Shape::OneOf(types)) => types
                    .iter()
                    .any(|t| matches!(t, Self::Array(_) | Self::Named(_))),
                _ => true,
            },
            _ => false,
        }
    }

    /// Whether the kind of the value fits, leaving aside what is inside.
    fn may_be(&self, value: &Value, schema: &Schema, direction: Direction) -> bool {
        let in_call = direction == Direction::Call;
        match (self, value) {
            (Self::Integer, Value::Number(number)) => number.is_i64() || number.is_u64(),
            (Self::Integer, Value::String(text)) => in_call && text.parse::<i64>().is_ok(),
            (Self::Float, Value::Number(_)) => true,
            (Self::Float, Value::String(text)) => in_call && text.parse::<f64>().is_ok(),
            (Self::Boolean, Value::Bool(_)) => true,
            (Self::Boolean, Value::Number(number)) => {
                in_call && number.as_u64().is_some_and(|number| number <= 1)
            }
            (Self::Boolean, Value::String(text)) => in_call && is_boolean(text),
            (Self::Text, Value::String(_)) => true,
            (Self::Text, Value::Number(_)) => in_call,
            (Self::File, Value::String(_)) => in_call,
            (Self::Array(_), value) => value.is_array(),
            (Self::Named(name), value) => match schema.shape(name) {
                Some(Shape::OneOf(types)) => {
                    types.iter().any(|t| t.may_be(value, schema, direction))
                }
                _ => value.is_object(),
            },
            _ => false,
        }
    }
}

fn is_boolean(text: &str) -> bool {
    ["true", "false", "yes", "no", "1", "0"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(text))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a fraction",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
