import ArgumentParser
import Foundation
import WickAlerts
import WickDomain
import WickNetwork
import WickStore

struct Alerts: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Alerts: what fired, who was told, and what is not to be heard of.",
        discussion: """
            Rules are set in the configuration ([alerts.rules.NAME]). Slack and Discord are told where WICK_SLACK_WEBHOOK and
            WICK_DISCORD_WEBHOOK hold the addresses of webhooks, or the files that the configuration names; a program where
            alerts.command names one.

              wick alerts
              wick alerts test
              wick alerts mute price_move --for 8h
              wick alerts mute price_move --subject "kraken BTC/USD"
              wick alerts unmute price_move
            """,
        subcommands: [AlertsList.self, AlertsTest.self, AlertsMute.self, AlertsUnmute.self],
        defaultSubcommand: AlertsList.self)
}

struct AlertsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "What fires, what ended lately, who was told, and what is muted.")

    @Option(help: ArgumentHelp("How far back: 8h, 30d, or a time.", valueName: "time"))
    var since: TimeArgument?

    @Flag(help: "One JSON object a line.")
    var json = false

    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    func run() throws {
        let store = try database.open(try source.load(for: "alerts list"), .readOnly, for: "alerts list")
        do throws(StoreError) {
            let now = WallClock.now
            let journal = try AlertJournal(store, since: since?.timestamp ?? now - .seconds(86_400), now: now)
            for line in json ? journal.jsonLines : journal.lines { Console.print(line) }
            if journal.isEmpty, !json { Console.print("no alerts, and nothing is muted") }
            try store.close()
        } catch { throw CommandFailure("alerts list", error) }
    }
}

struct AlertsTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Send a made-up alert through every target, once each, and say what came of it.",
        discussion: "Exit code 1 means that at least one target did not take it, or that there is none.")

    @OptionGroup var source: ConfigurationArguments

    func run() async throws {
        let command = "alerts test"
        let configuration = try source.load(for: command)
        let targets = try AlertTargets(
            configuration.alerts, environment: ProcessInfo.processInfo.environment, for: command)
        guard !targets.isEmpty else {
            throw CommandFailure(
                what: command,
                why: """
                    nobody would be told: set \(AlertSettings.slackVariable) or \(AlertSettings.discordVariable) to the address \
                    of a webhook, or alerts.command to a program
                    """)
        }
        let network = try NetworkThread(try LiveSetup.network(configuration, []))
        defer { network.stop() }
        let message = AlertMessage(AlertNotice.test(at: WallClock.now))
        var isWell = true
        for sender in targets.senders(network) {
            let result = await sender.send(message)
            if result != .delivered { isWell = false }
            Console.print("\(result == .delivered ? "ok  " : "FAIL")  \(sender.target): \(Self.words(result))")
        }
        if !isWell { throw ExitCode.failure }
    }

    private static func words(_ result: SendingResult) -> String {
        switch result {
        case .delivered: "took the message"
        case .refused(let reason): "refused it: \(reason)"
        case .failed(let reason, let asked, let isDoubtful):
            reason + (asked.map { "; asks to wait \(Int(saturating: $0.seconds.rounded(.up))) s" } ?? "")
                + (isDoubtful ? "; it may have the message all the same" : "")
        }
    }
}

/// Which rule, and of what.
struct AlertPatternArguments: ParsableArguments {
    @Argument(help: "The rule, as in the configuration: price_move.")
    var rule: String

    @Option(help: "Only this venue or instrument: kraken, \"kraken BTC/USD\".")
    var subject: String?

    var pattern: String { subject.map { "\(rule) \($0)" } ?? rule }

    /// Changes the store that a running wick may hold.
    func change(
        _ arguments: (ConfigurationArguments, DatabaseArguments), _ command: String, _ body: (Store) throws -> Void
    )
        throws
    {
        let configuration = try arguments.0.load(for: command)
        let known = configuration.alerts.rules.keys.sorted()
        guard known.contains(rule) else {
            throw CommandFailure(
                what: command, why: "there is no rule '\(rule.prefix(40))': there are \(known.joined(separator: ", "))")
        }
        let store: Store
        let path = try arguments.1.path(configuration, for: command)
        do throws(StoreError) {
            store = try Store.open(path: path)
        } catch {
            guard case .inUse(let path, let process) = error else { throw CommandFailure(command, error) }
            let name = process.map { "process \($0)" } ?? "another process"
            throw CommandFailure(
                what: command, why: "\(name) is writing '\(path)': press a in its dashboard, and Enter on the alert")
        }
        do {
            try body(store)
            try store.close()
        } catch let error as StoreError { throw CommandFailure(command, error) }
    }
}

struct AlertsMute: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mute", abstract: "Hear nothing more of a rule, or of one subject of it.",
        discussion: "What is muted is still watched, and listed. While wick runs, press a in the dashboard instead.")

    @OptionGroup var chosen: AlertPatternArguments

    @Option(
        name: .customLong("for"), help: ArgumentHelp("How long: 8h, 7d. (default: until unmuted)", valueName: "time"))
    var duration: TimeSpan?

    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    func run() throws {
        let until = duration.map { WallClock.now + $0.duration }
        try chosen.change((source, database), "alerts mute") { store in
            try store.setAlertMute(AlertMute(pattern: chosen.pattern, until: until), at: WallClock.now)
        }
        Console.print(
            "\(chosen.pattern) is muted \(until.map { "until \($0.floored(to: .seconds(1)))" } ?? "until further notice")"
        )
    }
}

struct AlertsUnmute: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unmute", abstract: "Hear of a rule, or of one subject of it, again.")

    @OptionGroup var chosen: AlertPatternArguments
    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    func run() throws {
        var wasMuted = false
        try chosen.change((source, database), "alerts unmute") { store in
            wasMuted = try store.removeAlertMute(chosen.pattern)
        }
        guard wasMuted else { throw CommandFailure(what: "alerts unmute", why: "\(chosen.pattern) was not muted") }
        Console.print("\(chosen.pattern) is heard of again")
    }
}
