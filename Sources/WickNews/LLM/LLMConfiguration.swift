/// A key that must never be seen: it has no text, whatever it is put into.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let value: String

    /// - Parameter value: from the environment, or a file that only its owner can read.
    public init(_ value: String) { self.value = value }

    public var description: String { "(hidden)" }
    public var debugDescription: String { "(hidden)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Which model scores headlines, and how much it may be asked.
public struct LLMConfiguration: Sendable {
    public enum Interface: String, CaseIterable, Sendable {
        /// `/v1/chat/completions`: OpenAI, Ollama, llama.cpp, vLLM and many more.
        case openAI = "openai"
        /// `/v1/messages`.
        case anthropic
    }

    /// What may be spent.
    public struct Budget: Equatable, Sendable {
        public var callsPerHour: Int
        public var callsPerDay: Int
        /// Of prompts and answers together.
        public var tokensPerHour: Int
        public var tokensPerDay: Int

        /// About 1,200 tokens a call of twenty headlines: a busy day of 400 headlines takes 40 calls.
        public init(
            callsPerHour: Int = 60, callsPerDay: Int = 500, tokensPerHour: Int = 100_000, tokensPerDay: Int = 500_000
        ) {
            self.callsPerHour = callsPerHour
            self.callsPerDay = callsPerDay
            self.tokensPerHour = tokensPerHour
            self.tokensPerDay = tokensPerDay
        }
    }

    /// Headlines of one call: enough to share the prompt's cost, few enough that one bad answer costs little.
    public static let maximumBatch = 20

    public var interface: Interface
    /// The whole address of the endpoint, e.g. "https://api.openai.com/v1/chat/completions".
    public var url: String
    public var model: String
    /// Nil for a server that asks for none.
    public var key: Secret?
    /// Of one call with all its attempts: news older than this has been scored by the lexicon long since.
    public var deadline: Duration = .seconds(20)
    public var attempts = 3
    public var budget = Budget()
    /// US dollars for a million tokens, of the prompt and of the answer, for the cost that is shown; 0 where it costs nothing.
    public var promptPrice = 0.0
    public var answerPrice = 0.0
    /// After a failure the model is left alone for so long, and after a refused key or an unknown model for an hour.
    public var pause: Duration = .seconds(60)

    public init(interface: Interface, url: String, model: String, key: Secret?) {
        self.interface = interface
        self.url = url
        self.model = model
        self.key = key
    }
}
