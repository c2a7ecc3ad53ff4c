import ArgumentParser
import Foundation
import Glibc

struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the configuration that is in force.",
        discussion: """
            Environment variables beat the file, and the file beats the defaults. What is printed can be used as a file; passwords and keys in addresses are hidden, and their lines commented out.

              wick config
              WICK_RECORDING_ROTATE_MIB=64 wick config --config ./wick.toml
            """)

    @Flag(help: "Print every key with its default and what it can be, as in docs/configuration.md.")
    var describe = false

    @OptionGroup var source: ConfigurationArguments

    func run() throws {
        if describe {
            _ = Console.write(ConfigurationPage.markdown, to: STDOUT_FILENO)
            return
        }
        let configuration = try source.load(for: "config")
        let options = ConfigurationOption.all(in: configuration)
        var start = options.startIndex
        while start < options.endIndex {
            let section = Self.section(options[start])
            let own = options[start...].prefix { Self.section($0) == section }
            Console.print((start == options.startIndex ? "" : "\n") + text(own, of: section, configuration))
            start = own.endIndex
        }
    }

    private static func section(_ option: ConfigurationOption) -> String {
        option.path.split(separator: ".").dropLast().joined(separator: ".")
    }

    /// A line that shows less than there is would set what it shows, and a feed without its address would be none.
    private func text(_ options: ArraySlice<ConfigurationOption>, of section: String, _ configuration: Configuration)
        -> String
    {
        let values = options.map { ($0, $0.show(configuration)) }
        let hides = { (value: String?) in value?.contains(SafeAddress.hidden) ?? false }
        let isFeed = section.hasPrefix("news.feeds.") && values.contains { hides($0.1) }
        let lines = values.flatMap { option, value -> [String] in
            let key = option.path.split(separator: ".").last.map(String.init) ?? option.path
            let line = value.map { "\(key) = \($0)" } ?? "\(key) = …"
            return [
                "# \(option.help) (\(option.variable))", (value == nil || hides(value) || isFeed ? "# " : "") + line,
            ]
        }
        return ((isFeed ? "# " : "") + "[\(section)]\n") + lines.joined(separator: "\n")
    }
}

/// The option that every command with a configuration has.
struct ConfigurationArguments: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "The configuration file. (default: config.toml in the user's configuration folder)", valueName: "file"))
    var config: String?

    func load(for command: String) throws -> Configuration {
        do throws(ConfigurationFile.Failure) {
            return try ConfigurationFile.load(path: config, environment: ProcessInfo.processInfo.environment)
        } catch {
            throw CommandFailure(what: command, why: error.description)
        }
    }
}
