import ArgumentParser
import Foundation
import WickDomain
import WickNetwork
import WickNews

struct Sentiment: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Score headlines from standard input, one a line (JSON lines on standard output).",
        discussion: """
            Each answer has text, asset (btc, eth, market, none), sentiment (-1 to 1), confidence (0 to 1), scorer, and the words that moved
            the score. Within 0.05 of zero a headline is neutral. With --scorer llm the model of [llm] in the configuration is asked, its
            key taken from WICK_LLM_KEY; where it does not answer, the lexicon does, and standard error says why.

              echo 'Bitcoin falls less than feared' | wick sentiment
              wick sentiment --scorer llm < headlines.txt
            """)

    enum Scorer: String, CaseIterable, ExpressibleByArgument {
        case lexicon
        case llm
    }

    @OptionGroup var source: ConfigurationArguments

    @Option(help: "lexicon or llm.")
    var scorer: Scorer = .lexicon

    func run() async throws {
        switch scorer {
        case .lexicon: runLexicon()
        case .llm: try await runModel()
        }
    }

    private func runLexicon() {
        let lexicon = LexiconScorer()
        while let line = readLine() {
            let title = PlainText.line(line)
            Console.print(SentimentLine(text: title, lexicon.assess(title)).json)
        }
    }

    private func runModel() async throws {
        let configuration = try source.load(for: "sentiment")
        guard let model = NewsSetup.languageModel(configuration, ProcessInfo.processInfo.environment) else {
            throw CommandFailure(
                what: "sentiment", why: "no language model is configured; set model in [llm], or WICK_LLM_MODEL")
        }
        let network: NetworkThread
        do {
            network = try NetworkThread(try LiveSetup.network(configuration, []))
        } catch {
            throw CommandFailure(what: "sentiment", why: "\(error)")
        }
        defer { network.stop() }
        let scorer = NewsSetup.scorer(model, network)
        var batch: [String] = []
        while let line = readLine() {
            batch.append(PlainText.line(line))
            if batch.count == LLMConfiguration.maximumBatch { await flush(&batch, scorer) }
        }
        await flush(&batch, scorer)
        let usage = await scorer.usage
        Console.error(
            "wick sentiment: \(usage.calls) calls, \(usage.promptTokens + usage.answerTokens) tokens, "
                + "\((usage.cost * 10_000).rounded() / 10_000) US dollars")
    }

    private func flush(_ batch: inout [String], _ scorer: LLMScorer) async {
        guard !batch.isEmpty else { return }
        let now = Timestamp(nanoseconds: WallClock.nanoseconds())
        let headlines = batch.enumerated().map { index, title in
            Headline(
                id: "\(index)", version: 1, source: "input", title: title, url: nil, publishedTime: nil, seenTime: now)
        }
        for (title, score) in zip(batch, await scorer.score(headlines, at: now)) {
            Console.print(SentimentLine(text: title, score).json)
        }
        let state = await scorer.state
        if state != .ready { Console.error("wick sentiment: \(state)") }
        batch.removeAll()
    }
}
