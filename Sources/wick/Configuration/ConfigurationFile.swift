import Foundation
import TOMLKit
import WickAlerts
import WickDomain
import WickNews

/// Reads the configuration: defaults, then the file, then the environment.
struct ConfigurationFile {
    /// What is wrong with a value, and where.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The file that is read where no other is named; nil where it is not there, and where the account has no home of its own.
    private static func defaultPath(_ environment: [String: String]) throws(Failure) -> String? {
        let folders = UserFolders(environment: environment)
        guard !folders.isForeign(.configuration), let folder = try? folders.path(.configuration) else { return nil }
        let path = "\(folder)/config.toml"
        do throws(ConfigurationText.Failure) { return try ConfigurationText.isThere(path) ? path : nil } catch {
            throw Failure(description: "\(path): cannot be read: \(error)")
        }
    }

    /// - Parameters:
    ///   - path: of the file; nil for the default one, which need not exist.
    ///   - environment: variables named as `ConfigurationOption.variable` beat the file.
    static func load(path: String?, environment: [String: String]) throws(Failure) -> Configuration {
        var configuration = Configuration()
        let file = if let path { Optional(path) } else { try defaultPath(environment) }
        if let file {
            let read = try ConfigurationFile(path: file)
            try read.read(into: &configuration)
            try read.checkFeeds(of: configuration)
            do throws(AlertSettings.Refusal) { _ = try configuration.alerts.checkedRules() } catch {
                throw read.failure(error.key, "must be \(error.allowed)")
            }
        }
        for option in ConfigurationOption.all(in: configuration) {
            guard let text = environment[option.variable] else { continue }
            do throws(ConfigurationOption.Refusal) {
                try option.set(value(of: text), &configuration)
            } catch {
                throw Failure(description: "\(option.variable): '\(shown(text))' must be \(error.allowed)")
            }
        }
        // Together with the file's, what the environment says of a rule may make none.
        do throws(AlertSettings.Refusal) { _ = try configuration.alerts.checkedRules() } catch {
            throw Failure(description: "\(error.key), with what the environment says: must be \(error.allowed)")
        }
        return configuration
    }

    private let path: String
    private let text: String

    private init(path: String) throws(Failure) {
        self.path = path
        do throws(ConfigurationText.Failure) { text = try ConfigurationText.read(path) } catch {
            throw Failure(description: "\(path): cannot be read: \(error)")
        }
    }

    private func read(into configuration: inout Configuration) throws(Failure) {
        if let fault = TOMLGuard.fault(in: text) {
            throw Failure(description: "\(path):\(fault.line): \(fault.reason)")
        }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw Failure(description: "\(path):\(error.source.begin.line): \(error.description)")
        } catch {
            throw Failure(description: "\(path): \(error)")
        }
        try read(table, prefix: "", into: &configuration)
    }

    private func read(_ table: TOMLTable, prefix: String, into configuration: inout Configuration) throws(Failure) {
        for key in table.keys.sorted() {
            guard let value = table[key] else { continue }
            let full = prefix + key
            if let option = ConfigurationOption.option(named: full) {
                do throws(ConfigurationOption.Refusal) {
                    try option.set(value, &configuration)
                } catch {
                    throw failure(full, "must be \(error.allowed)")
                }
            } else if full == "keys", let section = value.table {
                try readKeys(section, into: &configuration)
            } else if let section = value.table,
                ConfigurationOption.all.contains(where: { $0.path.hasPrefix(full + ".") }) || Self.isFeed(full)
                    || Self.isRule(full)
            {
                try read(section, prefix: full + ".", into: &configuration)
            } else {
                throw failure(full, "there is no such key; did you mean \(Self.nearest(to: full))?")
            }
        }
    }

    private func checkFeeds(of configuration: Configuration) throws(Failure) {
        for name in configuration.newsFeeds.keys.sorted() where configuration[feed: name].url.isEmpty {
            throw failure("news.feeds.\(name)", "a feed needs a url")
        }
        guard configuration.newsFeeds.count <= FeedPoller.maximumFeeds else {
            throw failure("news.feeds", "more than \(FeedPoller.maximumFeeds) feeds")
        }
    }

    /// `[news.feeds.NAME]` with a name of the user's own.
    private static func isFeed(_ section: String) -> Bool {
        section.hasPrefix("news.feeds.") && NewsFeed.isName(String(section.dropFirst("news.feeds.".count)))
    }

    /// `[alerts.rules.NAME]` with a name of the user's own.
    private static func isRule(_ section: String) -> Bool {
        section.hasPrefix("alerts.rules.") && AlertRule.isName(String(section.dropFirst("alerts.rules.".count)))
    }

    /// Names of actions with one key or a list of keys; whether there are such actions and keys is the screen's to say.
    private func readKeys(_ table: TOMLTable, into configuration: inout Configuration) throws(Failure) {
        for action in table.keys.sorted() {
            let names = table[action]?.array.map { Array($0).map(\.string) } ?? [table[action]?.string]
            guard let keys = names as? [String] else {
                throw failure("keys.\(action)", "must be a key or a list of keys, such as [\"R\", \"ctrl-t\"]")
            }
            configuration.keys[action] = keys
        }
    }

    private func failure(_ key: String, _ reason: String) -> Failure {
        Failure(description: "\(path):\(line(of: key)): \(Self.shown(key)): \(reason)")
    }

    /// Where a key stands: the parser does not tell for keys that it can read. Line 1 where it is written in another way.
    private func line(of key: String) -> Int {
        let parts = key.split(separator: ".")
        var section = ""
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            if trimmed.hasPrefix("[") {
                section = trimmed.trimmingCharacters(in: CharacterSet(charactersIn: "[] "))
                if section == key { return index + 1 }
            } else if let equals = trimmed.firstIndex(of: "=") {
                let name = trimmed[..<equals].trimmingCharacters(in: .whitespaces)
                if (section.isEmpty ? name : "\(section).\(name)") == parts.joined(separator: ".") { return index + 1 }
            }
        }
        return 1
    }

    private static func nearest(to key: String) -> String {
        let known = ConfigurationOption.all.map(\.path)
        // No key of ours is as long, and distances take the product of both lengths.
        guard key.utf8.count <= 100 else { return "one of docs/configuration.md" }
        return known.min { EditDistance.between($0, key) < EditDistance.between($1, key) } ?? key
    }

    /// A value from the environment: what TOML reads as a value, else text.
    private static func value(of text: String) -> any TOMLValueConvertible {
        // What has lines could hold tables.
        let line = "value = \(text)"
        guard !text.contains(where: \.isNewline), TOMLGuard.fault(in: line) == nil,
            let table = try? TOMLTable(string: line), let value = table["value"]
        else { return text }
        return value
    }

    private static func shown(_ text: String) -> String {
        String(text.prefix(64).map { $0.isASCII && !$0.isNewline && $0 >= " " ? $0 : "?" })
    }
}
