import Foundation
import WickDomain

/// Reads JSON Feed 1.0 and 1.1, and lists of posts in the form of CryptoPanic's API (`results` in place of `items`).
enum JSONFeed {
    /// A value that may be text or a number: some publishers count their items.
    private struct Text: Decodable {
        let value: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            // Either form will do, and any other is an error of the second attempt.
            if let text = try? container.decode(String.self) {
                value = text
            } else if let number = try? container.decode(Int64.self) {
                value = String(number)
            } else {
                value = String(try container.decode(Double.self))
            }
        }
    }

    private struct Item: Decodable {
        var id: Text?
        var url: Text?
        var external_url: Text?
        var original_url: Text?
        var title: Text?
        var summary: Text?
        var content_text: Text?
        var content_html: Text?
        var date_published: Text?
        var published_at: Text?
        var date_modified: Text?
    }

    /// An item that is not one does not cost the others.
    private struct Lenient: Decodable {
        let item: Item?

        init(from decoder: any Decoder) throws { item = try? Item(from: decoder) }
    }

    private struct Document: Decodable {
        var version: Text?
        var home_page_url: Text?
        var feed_url: Text?
        var title: Text?
        var items: [Lenient]?
        var results: [Lenient]?
    }

    static func parse(_ text: [UInt8], address: String?) throws(FeedError) -> Feed {
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: Data(text))
        } catch {
            throw .badJSON(reason: reason(error))
        }
        guard let items = document.items ?? document.results else {
            throw .unknownKind(root: "a JSON object without items")
        }
        let places = [document.home_page_url, document.feed_url].compactMap { place in
            place.flatMap { FeedAddress.resolve($0.value, base: address) }
        }
        let base = places.first ?? address
        let entries = items.prefix(FeedParser.maximumEntries).compactMap(\.item).map { entry($0, base) }
            .filter { !$0.title.isEmpty || $0.url != nil || $0.id != nil }
        return Feed(
            kind: .json, title: PlainText.line(document.title?.value ?? ""), entries: entries,
            skipped: max(0, items.count - FeedParser.maximumEntries), isWellFormed: true)
    }

    /// Titles are plain text by the specification, and HTML by custom.
    private static func entry(_ item: Item, _ address: String?) -> FeedEntry {
        let title = PlainText.line(html: item.title?.value ?? "")
        let text = (item.summary ?? item.content_text ?? item.content_html)?.value ?? ""
        let link = item.url ?? item.original_url ?? item.external_url
        let modified = item.date_modified.flatMap { FeedDate.parse($0.value) }
        let published = (item.date_published ?? item.published_at).flatMap { FeedDate.parse($0.value) }
        return FeedEntry(
            id: item.id.map { PlainText.line($0.value) },
            title: title.isEmpty ? FirstSentence.of(PlainText.line(html: text)) : title,
            url: link.flatMap { FeedAddress.resolve($0.value, base: address) }, publishedTime: published ?? modified,
            updatedTime: modified)
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "it cannot be read" }
        switch error {
        case .dataCorrupted: return "it is not valid JSON"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context):
            return "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' is not what it should be"
        @unknown default: return "it cannot be read"
        }
    }
}
