import Foundation
import Testing
import WickDomain
import WickSimulation
import WickStore

/// `wick alerts`, its configuration, and its secrets.
@Suite struct AlertsCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func wick(_ arguments: [String], config: String = "", environment: [String: String] = [:]) throws
        -> Program.Result
    {
        let file = try folder.write("wick.toml", config.utf8)
        return try Program.wick.run(arguments + ["--config", file], environment: environment)
    }

    @Test(arguments: [
        ("[alerts.rules.mine]\nlimit = 3\n", ":1: alerts.rules.mine.kind: must be one of \"feed_stale\", \"gap_open\""),
        ("[alerts.rules.mine]\nkind = \"moon\"\n", ":2: alerts.rules.mine.kind: must be one of \"feed_stale\""),
        (
            "[alerts.rules.price_move]\nlimit = 0\n",
            ":2: alerts.rules.price_move.limit: must be a number from 0.01 to 1000.0: percent, up or down"
        ),
        (
            "[alerts.rules.drift]\nlimit = \"many\"\n",
            ":2: alerts.rules.drift.limit: must be a number from 1.0 to 1000.0: features"
        ),
        (
            "[alerts.rules.feed_stale]\nlimit = 30\nclear = 30\n",
            ":3: alerts.rules.feed_stale.clear: must be a number from 0 and below the limit, which is 30.0"
        ),
        (
            "[alerts.rules.feed_stale]\nfor_seconds = -1\n",
            ":2: alerts.rules.feed_stale.for_seconds: must be a whole number from 0 to 86400"
        ),
        (
            "[alerts.rules.coverage]\nwindow_minutes = 5\n",
            ":2: alerts.rules.coverage.window_minutes: must be 60, 360, 1440 or 10080 minutes"
        ),
        ("[alerts.rules.A]\nkind = \"drift\"\n", ":1: alerts.rules.A: there is no such key"),
        ("[alerts.rules.feed_stale]\nlimt = 30\n", ":2: alerts.rules.feed_stale.limt: there is no such key"),
        ("[alerts]\ncommand = [\"notify\"]\n", ":2: alerts.command: must be a list of the path of a program"),
        (
            "[alerts]\nslack = \"https://x\"\n",
            ":2: alerts.slack: there is no such key; did you mean alerts.slack_file?"
        ),
    ])
    func aRuleThatDoesNotParseIsNamedByFileLineAndKey(file: String, words: String) throws {
        let result = try wick(["config"], config: file)
        #expect(result.status == 1)
        #expect(result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.hasPrefix("wick config: \(folder.path(of: "wick.toml"))\(words)"), "\(result.errors)")
    }

    @Test func rulesArePrintedAsAFileThatGivesTheSame() throws {
        let first = try wick(
            ["config"],
            config: """
                [alerts]
                command = ["/usr/bin/notify-send", "a \\"b\\""]
                [alerts.rules.btc]
                kind = "price_move"
                limit = 2
                window_minutes = 5
                only = ["BTC/USD"]
                """)
        #expect(first.output.contains("[alerts.rules.btc]"), "\(first.errors)")
        #expect(first.output.contains("clear = 1.0\n"))
        #expect(first.output.contains("command = [\"/usr/bin/notify-send\", \"a \\\"b\\\"\"]"))
        #expect(try wick(["config"], config: first.output).output == first.output)
    }

    @Test func theEnvironmentCanMakeARuleNone() throws {
        let result = try wick(["config"], environment: ["WICK_ALERTS_RULES_DRIFT_CLEAR": "9"])
        #expect(result.status == 1)
        #expect(
            result.errors == """
                wick config: alerts.rules.drift.clear, with what the environment says: must be a number from 0 and below the \
                limit, which is 3.0\n
                """)
    }

    @Test func aTestGoesThroughEveryTarget() throws {
        let server = try StubServer(WebhookStub([.accept, .gone]))
        defer { server.stop() }
        let script = try folder.write(
            "notify", "#!/bin/sh\ncat > \(folder.path(of: "out"))\nenv > \(folder.path(of: "env"))\n".utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script)
        let result = try wick(
            ["alerts", "test"], config: "[alerts]\ncommand = [\"\(script)\"]\n",
            environment: [
                "WICK_SLACK_WEBHOOK": "\(server.address)/slack/SECRET",
                "WICK_DISCORD_WEBHOOK": "\(server.address)/discord/SECRET",
            ])
        #expect(
            result.output.split(separator: "\n") == [
                "ok    slack: took the message",
                #"FAIL  discord: refused it: HTTP 404: {"message":"Unknown Webhook","code":10015}"#,
                "ok    command: took the message",
            ], "\(result.errors)")
        #expect(result.status == 1)
        #expect(server.inspect { $0.deliveries.map(\.service) } == ["slack", "discord"])
        let ids = Set(server.inspect { $0.deliveries.map(\.id) })
        #expect(ids.count == 1)
        let given = try String(contentsOfFile: folder.path(of: "out"), encoding: .utf8)
        #expect(given.contains("\"id\":\"\(try #require(ids.first))\""))
        // The program has no business with the addresses.
        #expect(try !String(contentsOfFile: folder.path(of: "env"), encoding: .utf8).contains("SECRET"))
    }

    @Test func withoutATargetATestSaysHowToGetOne() throws {
        let result = try wick(["alerts", "test"])
        #expect(result.status == 1)
        #expect(result.errors.hasPrefix("wick alerts test: nobody would be told: set WICK_SLACK_WEBHOOK"))
        #expect(result.errorLines.count == 1)
    }

    @Test(arguments: [
        ("hooks.slack.com/services/SECRET", "must be a URL"), ("http://example.org/SECRET", "must start with https://"),
    ])
    func anAddressThatIsNoneIsNotRepeated(address: String, words: String) throws {
        for arguments in [["alerts", "test"], ["live", "--plain", "--for", "1s", "--db", folder.path(of: "wick.db")]] {
            let result = try wick(arguments, environment: ["WICK_SLACK_WEBHOOK": address])
            #expect(result.status == 1)
            #expect(result.errors.contains("WICK_SLACK_WEBHOOK: "), "\(result.errors)")
            #expect(result.errors.contains(words))
            #expect(result.errorLines.count == 1, "\(result.errors)")
            #expect(!(result.errors + result.output).contains("SECRET"))
        }
    }

    @Test func anAddressInAFileIsTheOwnersAlone() throws {
        let server = try StubServer(WebhookStub())
        defer { server.stop() }
        let secret = try folder.write("slack", "\n \(server.address)/slack/SECRET \n".utf8)
        let config = "[alerts]\nslack_file = \"\(secret)\"\n"
        func test(_ mode: Int) throws -> Program.Result {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: secret)
            return try wick(["alerts", "test"], config: config)
        }
        let refused = try test(0o640)
        #expect(refused.status == 1)
        #expect(
            refused.errors == "wick alerts test: \(secret): holds a secret and can be read by others: chmod 600 it\n")
        #expect(try test(0o600).output == "ok    slack: took the message\n")
        // Neither the configuration nor a picture of the dashboard has it.
        let shown = try wick(["config"], config: config).output
        #expect(shown.contains(secret))
        #expect(!shown.contains("SECRET"))
        let missing = try wick(["alerts", "test"], config: "[alerts]\nslack_file = \"/nonexistent\"\n")
        #expect(missing.errors == "wick alerts test: /nonexistent: cannot be read: No such file or directory\n")
    }

    /// Nobody listens where the venue should be, so its feed is silent from the start.
    @Test func aSilentFeedIsToldOnceAlsoAcrossRestarts() throws {
        let server = try StubServer(WebhookStub([.failing, .accept]))
        defer { server.stop() }
        let config = """
            [venues.kraken]
            websocket = "wss://127.0.0.1:9/"
            rest = "https://127.0.0.1:9"
            [venues.binance]
            enabled = false
            [news]
            enabled = false
            [alerts]
            group_seconds = 0
            [alerts.rules.feed_stale]
            limit = 2
            """
        let database = folder.path(of: "wick.db")
        func live() throws -> Program.Result {
            try wick(
                ["live", "--plain", "--for", "6s", "--db", database], config: config,
                environment: ["WICK_DISCORD_WEBHOOK": "\(server.address)/discord/SECRET"])
        }
        let first = try live()
        #expect(first.errors.contains("alert: FIRING feed_stale kraken: nothing received for "), "\(first.errors)")
        #expect(first.errors.contains("alert: discord did not take an alert, and is tried again: HTTP 500"))
        #expect(!first.errors.contains("SECRET"))
        let second = try live()
        #expect(!second.errors.contains("FIRING"), "\(second.errors)")
        let deliveries = server.inspect { $0.deliveries }
        #expect(deliveries.map(\.mode) == [.failing, .accept])
        #expect(Set(deliveries.map(\.id)).count == 1)
        let output = try wick(["alerts", "--db", database], config: config).output
        #expect(output.hasSuffix("[discord sent after 2 attempts]\n"), "\(output)")
    }

    @Test func mutesAreKeptAndListed() throws {
        let database = folder.path(of: "wick.db")
        try Store.open(path: database).close()
        #expect(try wick(["alerts", "--db", database]).output == "no alerts, and nothing is muted\n")
        let muted = try wick(["alerts", "mute", "price_move", "--subject", "kraken BTC/USD", "--db", database])
        #expect(muted.output == "price_move kraken BTC/USD is muted until further notice\n", "\(muted.errors)")
        #expect(try wick(["alerts", "mute", "drift", "--for", "8h", "--db", database]).status == 0)
        let listed = try wick(["alerts", "list", "--db", database]).output.split(separator: "\n")
        #expect(listed.count == 2)
        #expect(listed[0].hasPrefix("muted    drift until 20"))
        #expect(listed[1] == "muted    price_move kraken BTC/USD until further notice")
        #expect(try wick(["alerts", "unmute", "drift", "--db", database]).output == "drift is heard of again\n")
        let again = try wick(["alerts", "unmute", "drift", "--db", database])
        #expect(again.errors == "wick alerts unmute: drift was not muted\n")
        let unknown = try wick(["alerts", "mute", "moon", "--db", database])
        #expect(unknown.errors.hasPrefix("wick alerts mute: there is no rule 'moon': there are coverage, disk_low, "))
    }

    @Test func theListTellsWhoWasTold() throws {
        let database = folder.path(of: "wick.db")
        let store = try Store.open(path: database)
        let time = Timestamp(seconds: Int64(Date.now.timeIntervalSince1970)) - .seconds(60)
        var changes = AlertChanges()
        changes.fired = [
            AlertRecord(
                id: "a", rule: "feed_stale", instrument: nil, subject: "kraken", eventTime: time, knownTime: time,
                message: "nothing received for 75 s")
        ]
        changes.notified = [("a", time)]
        let entry = #"{"alert":"a","state":"firing","subject":"kraken","text":"x","time":"2026-01-01T00:00:00Z"}"#
        changes.notices = [
            NoticeRecord(
                id: "n", rule: "feed_stale", knownTime: time, dueTime: time,
                content: "{\"id\":\"n\",\"rule\":\"feed_stale\",\"entries\":[\(entry)]}")
        ]
        try store.store(changes, targets: ["slack", "discord"])
        for _ in 0..<2 { try store.beginDelivery(of: "n", to: "slack") }
        try store.endDelivery(of: "n", to: "slack", .delivered(at: time), alerts: ["a"])
        try store.beginDelivery(of: "n", to: "discord")
        try store.endDelivery(of: "n", to: "discord", .gaveUp(reason: "HTTP 404", at: time), alerts: ["a"])
        try store.close()
        let output = try wick(["alerts", "--db", database]).output
        #expect(
            output == """
                FIRING   \(time)  feed_stale kraken: nothing received for 75 s  [discord GIVEN UP: HTTP 404, slack sent after 2 \
                attempts]\n
                """)
        let line = try wick(["alerts", "--json", "--db", database]).output
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["state"] as? String == "firing")
        let deliveries = try #require(object["deliveries"] as? [[String: Any]])
        #expect(deliveries.map { $0["target"] as? String } == ["discord", "slack"])
        #expect(deliveries.map { $0["attempts"] as? Int } == [1, 2])
    }
}
