import TOMLKit

/// One key of the configuration: the file, the environment, `wick config` and the documentation all go by this table.
struct ConfigurationOption: Sendable {
    /// Why a value is not accepted: what is allowed instead.
    struct Refusal: Error {
        let allowed: String
    }

    /// Where a value is kept.
    typealias Key<Value> = any WritableKeyPath<Configuration, Value> & Sendable

    /// With its sections, e.g. "venues.kraken.rest".
    let path: String
    let help: String
    let set: @Sendable (any TOMLValueConvertible, inout Configuration) throws(Refusal) -> Void
    /// The value as TOML, or nil where none is set.
    let show: @Sendable (Configuration) -> String?

    /// "WICK_VENUES_KRAKEN_REST".
    var variable: String { "WICK_" + path.uppercased().replacing(".", with: "_").replacing("-", with: "_") }

    static func text(
        _ path: String, _ help: String, _ key: Key<String>, allowed: String,
        _ isAllowed: @escaping @Sendable (String) -> Bool
    ) -> ConfigurationOption {
        ConfigurationOption(path: path, help: help) { value, configuration throws(Refusal) in
            guard let text = value.string, isAllowed(text) else { throw Refusal(allowed: allowed) }
            configuration[keyPath: key] = text
        } show: {
            shown($0[keyPath: key])
        }
    }

    static func optionalText(
        _ path: String, _ help: String, _ key: Key<String?>, allowed: String,
        _ isAllowed: @escaping @Sendable (String) -> Bool
    ) -> ConfigurationOption {
        ConfigurationOption(path: path, help: help) { value, configuration throws(Refusal) in
            guard let text = value.string, isAllowed(text) else { throw Refusal(allowed: allowed) }
            configuration[keyPath: key] = text
        } show: {
            $0[keyPath: key].map(shown)
        }
    }

    static func number(
        _ path: String, _ help: String, _ key: Key<Int>, _ range: ClosedRange<Int>
    ) -> ConfigurationOption {
        ConfigurationOption(path: path, help: help) { value, configuration throws(Refusal) in
            guard let number = value.int, range.contains(number) else {
                throw Refusal(allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            configuration[keyPath: key] = number
        } show: {
            String($0[keyPath: key])
        }
    }

    /// Whole numbers are decimals too.
    static func decimal(
        _ path: String, _ help: String, _ key: Key<Double>, _ range: ClosedRange<Double>
    ) -> ConfigurationOption {
        ConfigurationOption(path: path, help: help) { value, configuration throws(Refusal) in
            guard let number = value.double ?? value.int.map(Double.init), range.contains(number) else {
                throw Refusal(allowed: "a number from \(range.lowerBound) to \(range.upperBound)")
            }
            configuration[keyPath: key] = number
        } show: {
            String($0[keyPath: key])
        }
    }

    static func flag(
        _ path: String, _ help: String, _ key: Key<Bool>
    ) -> ConfigurationOption {
        ConfigurationOption(path: path, help: help) { value, configuration throws(Refusal) in
            guard let flag = value.bool else { throw Refusal(allowed: "true or false") }
            configuration[keyPath: key] = flag
        } show: {
            String($0[keyPath: key])
        }
    }

    /// A text of TOML, with what must not be shown of an address left out.
    static func shown(_ text: String) -> String { quoted(SafeAddress.withoutSecrets(text)) }

    static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\\", "\"": return "\\\(scalar)"
            case "\u{0}"..<" ", "\u{7f}"..<"\u{a0}":
                let digits = String(scalar.value, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: return String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}
