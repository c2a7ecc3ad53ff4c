/// What a server said about the version of a document, to be sent back so that an unchanged one need not be sent again (RFC 9110, 13).
public struct HTTPValidators: Equatable, Sendable, Codable {
    public var entityTag: String?
    /// As the server wrote it: some compare the text.
    public var lastModified: String?

    public init(entityTag: String? = nil, lastModified: String? = nil) {
        self.entityTag = entityTag
        self.lastModified = lastModified
    }

    /// Those of a full answer. What no header can carry is left out: it comes back to us from a store.
    public init(_ response: HTTPResponse) {
        func value(_ name: String) -> String? { response[header: name].flatMap { $0.isHeaderValue ? $0 : nil } }
        self.init(entityTag: value("ETag"), lastModified: value("Last-Modified"))
    }

    public var isEmpty: Bool { entityTag == nil && lastModified == nil }

    /// The headers that ask for the document only if it has changed.
    public var headers: [HTTPHeader] {
        [
            entityTag.map { HTTPHeader("If-None-Match", $0) }, lastModified.map { HTTPHeader("If-Modified-Since", $0) },
        ].compactMap { $0 }
    }
}

extension HTTPResponse {
    /// The answer to a conditional request whose document is still the same.
    public var isNotModified: Bool { status == 304 }
}
