import ArgumentParser
import Foundation
import Glibc
import WickDomain
import WickPipeline
import WickTerminal

/// The screen put together from configuration, themes and what was chosen last time: what live, demo and replay have in common.
struct ScreenSetup {
    let environment: [String: String]
    let configuration: Configuration
    /// Where the configuration came from, to be read again.
    private let source: ConfigurationArguments
    let mailbox = SnapshotMailbox()
    private let memory: ScreenMemory

    init(
        _ configuration: Configuration, from source: ConfigurationArguments,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        FreeMemory.giveBackLargeBlocks()
        (self.configuration, self.source) = (configuration, source)
        self.environment = environment
        memory = ScreenMemory(environment: environment)
    }

    /// Whether there is a terminal that a screen can be drawn on.
    static var isPossible: Bool {
        let type = ProcessInfo.processInfo.environment["TERM"] ?? ""
        return Console.outputIsTerminal && isatty(STDIN_FILENO) == 1 && !["", "dumb"].contains(type)
    }

    static let start = ContinuousClock.now
    static let elapsed: @Sendable () -> Duration = { ContinuousClock.now - start }

    /// The configuration in force, for the settings dialog.
    var settings: [Snapshot.Setting] {
        ConfigurationOption.all.map { option in
            Snapshot.Setting(key: option.path, value: option.show(configuration) ?? "not set")
        }
    }

    /// Runs the screen until it ends.
    ///
    /// - Parameter perform: does what the screen asks for; nil where it is none of its business.
    func run(_ perform: @escaping @Sendable (Effect) -> Screen.Reply?) async -> Screen.Ending {
        let log = ErrorLog(environment: environment)
        defer { log?.restore() }
        return await ScreenThread.run(screen(perform), mailbox: mailbox)
    }

    private func screen(_ perform: @escaping @Sendable (Effect) -> Screen.Reply?) -> Screen.Configuration {
        let memory = memory
        let (environment, source) = (environment, source)
        var screen = Screen.Configuration(
            environment: environment, wall: { Timestamp(nanoseconds: WallClock.nanoseconds()) },
            elapsed: Self.elapsed,
            perform: { effect, state in
                if let reply = perform(effect) { return reply }
                switch effect {
                case .remember: return Screen.Reply(message: memory.save(state))
                case .reload: return Self.reload(source, environment)
                default: return Screen.Reply(message: Self.absent(effect))
                }
            },
            save: { Screen.Reply(message: ScreenFiles.save($0)) })
        memory.restore(into: &screen.state)
        screen.themes = ThemeFiles.load(environment: environment)
        screen.keymap = Keymap(bindings: configuration.keys)
        screen.localOffset = Self.localOffset
        return screen
    }

    /// From the file that was read at the start. What is wrong changes nothing.
    private static func reload(_ source: ConfigurationArguments, _ environment: [String: String]) -> Screen.Reply {
        do throws(ConfigurationFile.Failure) {
            let configuration = try ConfigurationFile.load(path: source.config, environment: environment)
            let themes = ThemeFiles.load(environment: environment)
            let keymap = Keymap(bindings: configuration.keys)
            let warning = (keymap.warnings + themes.warnings).first
            return Screen.Reply(message: warning ?? "Keys and themes are read again.", keymap: keymap, themes: themes)
        } catch {
            return Screen.Reply(message: "Nothing has changed: \(error)")
        }
    }

    /// What is said where the program has no part that could do it.
    private static func absent(_ effect: Effect) -> String? {
        switch effect {
        case .retrain, .cancelTraining, .promote, .rollBack: "There is no trainer in this view."
        case .toggleRecording: "A recording is not recorded again."
        case .muteAlert: "There are no alert rules in this view."
        default: nil
        }
    }

    private static let localOffset: @Sendable (Timestamp) -> Int = { time in
        var seconds = time_t(time.microseconds / 1_000_000)
        var local = tm()
        localtime_r(&seconds, &local)
        return local.tm_gmtoff
    }
}

extension Screen.Ending {
    /// Ends the command as its users expect; returns where all is well.
    func finish(_ command: String) throws {
        switch self {
        case .quit, .inputClosed, .signal(SIGTERM): return
        case .signal(let number): throw ExitCode(128 + number)
        case .noTerminal:
            throw CommandFailure(
                what: command, why: "this terminal's type is not known; set TERM, or use --plain")
        }
    }
}
