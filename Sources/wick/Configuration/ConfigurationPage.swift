import TOMLKit
import WickNews
import WickTerminal

/// The reference of the configuration, made from the table that the program itself goes by: `docs/configuration.md`.
enum ConfigurationPage {
    static var markdown: String {
        let sections = sections.map { section, options in
            "## [\(section)]\n\n| key | default | allowed | what it does |\n|---|---|---|---|\n"
                + options.map(row).joined(separator: "\n") + "\n"
        }
        return ([head] + sections + [keys]).joined(separator: "\n")
    }

    private static let head = """
        # Configuration

        This page is made from the code: `wick config --describe` prints it, and `wick config` prints the values that are in force.

        The file is TOML, `$XDG_CONFIG_HOME/wick/config.toml` unless `--config` names another. Every key may be left out. Flags beat environment variables, these
        beat the file, and the file beats the defaults. The variable of a key is `WICK_` and its path in capitals: `WICK_RECORDING_ROTATE_MIB=64` is
        `rotate_mib` of `[recording]`. A key that there is not, or a value that is not allowed, is one line that names file, line, key and what is allowed.

        Secrets are in no file but those of their own (mode 0600), and are shown nowhere:

        | variable | what |
        |---|---|
        | `\(NewsSetup.keyVariable)` | the language model's key; for the providers' own addresses also `OPENAI_API_KEY`, `ANTHROPIC_API_KEY` |
        | `\(NewsSetup.cryptoPanicVariable)` | polls CryptoPanic |
        | `\(APIToken.variable)` | what clients of the API have to know, where others than this machine may ask ([API](api.md)) |
        | `\(AlertSettings.slackVariable)`, `\(AlertSettings.discordVariable)` | addresses of webhooks, for [alerts](alerts.md) |

        News feeds and alert rules can be added under names of their own: `[news.feeds.NAME]` with a `url`, `[alerts.rules.NAME]` with a `kind`.

        """

    /// Options by section, in the order in which they are shown.
    private static var sections: [(String, [ConfigurationOption])] {
        var found: [(String, [ConfigurationOption])] = []
        for option in ConfigurationOption.all {
            let section = option.path.split(separator: ".").dropLast().joined(separator: ".")
            if found.last?.0 == section {
                found[found.count - 1].1.append(option)
            } else {
                found.append((section, [option]))
            }
        }
        return found
    }

    private static func row(_ option: ConfigurationOption) -> String {
        let key = option.path.split(separator: ".").last.map(String.init) ?? option.path
        let usual = option.show(Configuration()).map { "`\($0)`" } ?? "not set"
        return "| `\(key)` | \(cell(usual)) | \(cell(option.allowed)) | \(cell(option.help)) |"
    }

    /// A stroke would end the cell.
    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

    private static var keys: String {
        let rows = Keymap().entries.map { entry in
            // A backtick within backticks takes two of them on each side.
            let names = entry.keys.map { $0.name == "`" ? "`` ` ``" : "`\($0.name)`" }.joined(separator: ", ")
            return "| `\(entry.action.rawValue)` | \(cell(names)) | \(cell(entry.help)) |"
        }
        return """
            ## [keys]

            The name of an action, with a key or a list of keys that do it in place of its usual ones: `retrain = ["R", "ctrl-t"]`.

            | action | usual keys | what it does |
            |---|---|---|
            \(rows.joined(separator: "\n"))

            """
    }
}

extension ConfigurationOption {
    /// What its values can be, as it says itself of one that is none: no option takes a table.
    var allowed: String {
        var configuration = Configuration()
        do throws(Refusal) { try set(TOMLTable(), &configuration) } catch { return error.allowed }
        preconditionFailure("\(path) takes a table")
    }
}
