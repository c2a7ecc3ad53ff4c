import Foundation
import WickNetwork

/// Requests to and answers from the two kinds of endpoint.
struct LLMWire {
    /// A longer answer is no answer: an item has some 120 bytes.
    static let maximumAnswerBytes = 256 << 10
    /// Tokens of an answer: an item has about 50.
    static func maximumTokens(items: Int) -> Int { 200 + 80 * items }

    /// What a model said, and what it cost.
    struct Reply: Equatable {
        let text: String
        let promptTokens: Int
        let answerTokens: Int
    }

    let configuration: LLMConfiguration

    // MARK: Asking

    func request(_ titles: [String], deadline: Duration) -> HTTPRequest {
        var headers = [HTTPHeader("Content-Type", "application/json"), HTTPHeader("Accept", "application/json")]
        let body: String
        switch configuration.interface {
        case .openAI:
            if let key = configuration.key { headers.append(HTTPHeader("Authorization", "Bearer \(key.value)")) }
            body = openAIBody(titles)
        case .anthropic:
            if let key = configuration.key { headers.append(HTTPHeader("x-api-key", key.value)) }
            headers.append(HTTPHeader("anthropic-version", "2023-06-01"))
            body = anthropicBody(titles)
        }
        return HTTPRequest(
            .post, configuration.url, headers: headers, body: Array(body.utf8), deadline: deadline,
            maximumBodyBytes: Self.maximumAnswerBytes, maximumRedirects: 0)
    }

    private func openAIBody(_ titles: [String]) -> String {
        """
        {"model":\(JSONText.quoted(configuration.model)),"temperature":0,\
        "max_tokens":\(Self.maximumTokens(items: titles.count)),\
        "messages":[{"role":"system","content":\(JSONText.quoted(LLMPrompt.system))},\
        {"role":"user","content":\(JSONText.quoted(LLMPrompt.user(titles)))}],\
        "response_format":{"type":"json_schema","json_schema":{"name":"headline_scores","strict":true,\
        "schema":\(LLMPrompt.schema)}}}
        """
    }

    private func anthropicBody(_ titles: [String]) -> String {
        """
        {"model":\(JSONText.quoted(configuration.model)),"temperature":0,\
        "max_tokens":\(Self.maximumTokens(items: titles.count)),"system":\(JSONText.quoted(LLMPrompt.system)),\
        "messages":[{"role":"user","content":\(JSONText.quoted(LLMPrompt.user(titles)))}],\
        "tools":[{"name":"headline_scores","description":"Takes the ratings.","input_schema":\(LLMPrompt.schema)}],\
        "tool_choice":{"type":"tool","name":"headline_scores"}}
        """
    }

    // MARK: Answers

    func reply(_ response: HTTPResponse) throws(LLMError) -> Reply {
        switch response.status {
        case 200: break
        case 401, 403: throw .keyRefused(status: response.status)
        case 404: throw .unknownModel(model: shown(configuration.model), status: 404)
        case 408, 429, 529: throw .busy(status: response.status)
        default: throw failure(response)
        }
        return configuration.interface == .openAI ? try openAIReply(response.body) : try anthropicReply(response.body)
    }

    private struct ErrorBody: Decodable {
        struct Detail: Decodable { var message: String? }
        var error: Detail?
    }

    private func failure(_ response: HTTPResponse) -> LLMError {
        // The reason is a courtesy: without one the status must do.
        let said =
            (try? JSONDecoder().decode(ErrorBody.self, from: Data(response.body)))?.error?.message ?? "no reason given"
        if response.status == 400, said.lowercased().contains("model") {
            return .unknownModel(model: shown(configuration.model), status: 400)
        }
        return .status(response.status, reason: shown(hidingKey(said)))
    }

    /// Servers quote keys in their errors, whole or in part.
    private func hidingKey(_ text: String) -> String {
        guard let key = configuration.key?.value, key.count >= 4 else { return text }
        return text.replacing(key, with: "(hidden)").split(separator: " ").map { word in
            word.hasPrefix(key.prefix(4)) ? "(hidden)" : String(word)
        }.joined(separator: " ")
    }

    private func shown(_ text: String) -> String { String(PlainText.line(text).prefix(200)) }

    private struct OpenAIAnswer: Decodable {
        struct Choice: Decodable {
            struct Message: Decodable {
                var content: String?
                var refusal: String?
            }
            var message: Message
            var finish_reason: String?
        }
        struct Usage: Decodable {
            var prompt_tokens: Int?
            var completion_tokens: Int?
        }
        var choices: [Choice]
        var usage: Usage?
    }

    private func openAIReply(_ body: [UInt8]) throws(LLMError) -> Reply {
        // Whatever is wrong with it, the answer cannot be used.
        guard let answer = try? JSONDecoder().decode(OpenAIAnswer.self, from: Data(body)),
            let choice = answer.choices.first
        else { throw .malformed(reason: "it is no chat completion") }
        if let refusal = choice.message.refusal, !refusal.isEmpty { throw .refused(reason: shown(refusal)) }
        if choice.finish_reason == "content_filter" { throw .refused(reason: "content filter") }
        if choice.finish_reason == "length" { throw .truncated }
        guard let text = choice.message.content, !text.isEmpty else { throw .malformed(reason: "it is empty") }
        return Reply(
            text: text, promptTokens: max(0, answer.usage?.prompt_tokens ?? 0),
            answerTokens: max(0, answer.usage?.completion_tokens ?? 0))
    }

    private struct AnthropicAnswer: Decodable {
        struct Block: Decodable {
            var type: String
            var text: String?
            var input: LLMItems?
        }
        struct Usage: Decodable {
            var input_tokens: Int?
            var output_tokens: Int?
        }
        var content: [Block]
        var stop_reason: String?
        var usage: Usage?
    }

    private func anthropicReply(_ body: [UInt8]) throws(LLMError) -> Reply {
        // Whatever is wrong with it, the answer cannot be used.
        guard let answer = try? JSONDecoder().decode(AnthropicAnswer.self, from: Data(body)) else {
            throw .malformed(reason: "it is no message")
        }
        if answer.stop_reason == "refusal" { throw .refused(reason: shown(answer.content.compactMap(\.text).joined())) }
        if answer.stop_reason == "max_tokens" { throw .truncated }
        let tool = answer.content.first { $0.type == "tool_use" }?.input.map(\.json)
        let text = tool ?? answer.content.compactMap(\.text).joined()
        guard !text.isEmpty else { throw .malformed(reason: "it is empty") }
        return Reply(
            text: text, promptTokens: max(0, answer.usage?.input_tokens ?? 0),
            answerTokens: max(0, answer.usage?.output_tokens ?? 0))
    }
}
