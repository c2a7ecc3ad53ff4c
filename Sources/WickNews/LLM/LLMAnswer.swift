import Foundation
public import WickDomain
public import WickFrames

/// One answer of a language model, as it is recorded: which headlines it is about, and what was said. A replay reads it in place of asking.
public struct LLMAnswer: Equatable, Sendable {
    /// A version of a headline.
    public struct Reference: Codable, Hashable, Sendable {
        public let id: String
        public let version: Int

        public init(_ headline: Headline) {
            id = headline.id
            version = headline.version
        }
    }

    public let model: String
    /// SHA-256 of the instructions.
    public let promptHash: String
    public let headlines: [Reference]
    /// The model's text.
    public let text: String

    private struct Payload: Codable {
        let prompt: String
        let headlines: [Reference]
        let answer: String
    }

    init(model: String, promptHash: String, headlines: [Reference], text: String) {
        self.model = model
        self.promptHash = promptHash
        self.headlines = headlines
        self.text = text
    }

    /// From a frame; nil for a payload that is no answer.
    public init?(payload: UnsafeRawBufferPointer, model: String) {
        // Anything else than an answer is none.
        guard let read = try? JSONDecoder().decode(Payload.self, from: Data(payload)) else { return nil }
        self.init(model: model, promptHash: read.prompt, headlines: read.headlines, text: read.answer)
    }

    /// As a frame's payload: one line.
    public var payload: [UInt8] {
        let list = headlines.map { "{\"id\":\(JSONText.quoted($0.id)),\"version\":\($0.version)}" }
        let text = """
            {"prompt":\(JSONText.quoted(promptHash)),"headlines":[\(list.joined(separator: ","))],\
            "answer":\(JSONText.quoted(text))}
            """
        return Array(text.utf8)
    }

    /// The frame's origin: a model's name without what no origin can hold.
    public static func origin(model: String) -> FrameOrigin {
        let name = model.utf8.prefix(FrameOrigin.maximumLength - 4).map {
            (0x21...0x7e).contains($0) ? $0 : UInt8(ascii: "_")
        }
        return .llm(String(decoding: name, as: UTF8.self))
    }

    /// The scores in it.
    ///
    /// - Parameter time: when the answer came, by our clock.
    public func scores(at time: Timestamp) throws(LLMError) -> [SentimentScore] {
        let ratings = try LLMItems.validated(text, count: headlines.count)
        return zip(headlines, ratings).map { $1.score($0, model: model, promptHash: promptHash, at: time) }
    }
}
