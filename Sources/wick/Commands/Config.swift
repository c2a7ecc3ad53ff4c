import ArgumentParser
import Foundation
import Glibc

struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the configuration that is in force.",
        discussion: """
            Environment variables beat the file, and the file beats the defaults. What is printed can be used as a file.

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
        var section = ""
        for option in ConfigurationOption.all(in: configuration) {
            let parts = option.path.split(separator: ".")
            let (own, key) = (parts.dropLast().joined(separator: "."), parts[parts.count - 1])
            if own != section {
                Console.print((section.isEmpty ? "" : "\n") + "[\(own)]")
                section = own
            }
            Console.print("# \(option.help) (\(option.variable))")
            Console.print(option.show(configuration).map { "\(key) = \($0)" } ?? "# \(key) = …")
        }
    }
}

/// The option that every command with a configuration has.
struct ConfigurationArguments: ParsableArguments {
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
