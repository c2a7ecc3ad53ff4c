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
