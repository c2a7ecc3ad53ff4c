public import ArgumentParser
import WickPipeline
public import WickSimulation

/// `wick-sim feeds`: a publisher of feeds that can misbehave.
struct FeedsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feeds",
        abstract: "Serve news feeds on 127.0.0.1, good ones and bad.",
        discussion: """
            Prints its address, and then one line a feed. Ends by Ctrl-C or SIGTERM.

              wick-sim feeds --port 8081
            """)

    @Option(help: "0 takes what is free.")
    var port: UInt16 = 0

    func run() async throws {
        let server = try StubServer(FeedStub(), port: port)
        Output.line(server.address)
        for (path, what) in FeedStub.paths { Output.line("\(server.address)\(path)\t\(what)") }
        _ = await StopSignals().first()
        server.stop()
    }
}

/// `wick-sim llm`: a language model's endpoint that can misbehave.
struct LLMCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "llm",
        abstract: "Serve a language model's endpoint on 127.0.0.1, obedient or not.",
        discussion: """
            Prints the addresses of both forms, OpenAI's and Anthropic's. Ratings are the lexicon's. Several modes are taken in turn, one a
            request, and the last goes on. Ends by Ctrl-C or SIGTERM.

              wick-sim llm --mode obey
              wick-sim llm --mode 429 --mode 500 --mode obey
            """)

    @Option(help: ArgumentHelp("\(ChatStub.Mode.allCases.map(\.rawValue).joined(separator: ", "))."))
    var mode: [ChatStub.Mode] = [.obey]

    @Option(help: "0 takes what is free.")
    var port: UInt16 = 0

    func run() async throws {
        let server = try StubServer(ChatStub(mode), port: port)
        Output.line("\(server.address)/v1/chat/completions")
        Output.line("\(server.address)/v1/messages")
        _ = await StopSignals().first()
        server.stop()
    }
}

extension ChatStub.Mode: ExpressibleByArgument {}

/// `wick-sim webhooks`: Slack's and Discord's webhooks that can misbehave.
struct WebhooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhooks",
        abstract: "Serve webhooks as Slack's and Discord's on 127.0.0.1, willing or not.",
        discussion: """
            Prints both addresses, and then a line a request: service, mode, the id in the message, and the message. Several modes are
            taken in turn, one a request, and the last goes on. Ends by Ctrl-C or SIGTERM.

              wick-sim webhooks
              wick-sim webhooks --mode 429 --mode 500 --mode stall --mode accept
            """)

    /// How often it is looked whether a request came.
    private static let interval: Duration = .milliseconds(20)

    @Option(help: ArgumentHelp("\(WebhookStub.Mode.allCases.map(\.rawValue).joined(separator: ", "))."))
    var mode: [WebhookStub.Mode] = [.accept]

    @Option(help: "Seconds that 429 asks to wait.")
    var retryAfter = 1.0

    @Option(help: "0 takes what is free.")
    var port: UInt16 = 0

    func run() async throws {
        let server = try StubServer(WebhookStub(mode, retryAfter: retryAfter), port: port)
        Output.line("\(server.address)/slack/services/T000/B000/secret")
        Output.line("\(server.address)/discord/api/webhooks/1/secret")
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = await StopSignals().first() }
            group.addTask {
                var printed = 0
                while true {
                    let deliveries = server.inspect { Array($0.deliveries.dropFirst(printed)) }
                    printed += deliveries.count
                    for delivery in deliveries {
                        Output.line("\(delivery.service)\t\(delivery.mode.rawValue)\t\(delivery.id)\t\(delivery.body)")
                    }
                    do { try await ContinuousClock().sleep(for: Self.interval) } catch { return }
                }
            }
            await group.next()
            group.cancelAll()
        }
        server.stop()
    }
}

extension WebhookStub.Mode: ExpressibleByArgument {}
