import CLibxml2
import Glibc
import WickDomain

/// Reads RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, and JSON Feed, as tolerantly as browsers read pages: errors are stepped over, wrong
/// encodings found out, unknown prefixes kept. Nothing is ever fetched, no entity but the five and numbers is expanded, and
/// document types are ignored.
public struct FeedParser: Sendable {
    /// A feed with full articles has a few hundred KB.
    public static let maximumBytes = 4 << 20
    /// The longest feeds list some hundred items.
    public static let maximumEntries = 1000
    /// libxml2's own limit, which it keeps unless told otherwise.
    static let maximumDepth = 256

    public init() {}

    /// - Parameters:
    ///   - contentType: the header's value; its charset counts unless the bytes belie it.
    ///   - address: of the document, for relative links.
    public func parse(
        _ body: [UInt8], contentType: String? = nil, address: String? = nil
    ) throws(FeedError) -> Feed {
        guard body.count <= Self.maximumBytes else {
            throw .tooLarge(bytes: body.count, limit: Self.maximumBytes)
        }
        let body = try FeedPacking.unpacked(body)
        return try parse(text: FeedEncoding.decode(body, contentType: contentType), address: address)
    }

    /// As `parse`, of text that is UTF-8 already, whatever it says of itself.
    func parse(text: [UInt8], address: String? = nil) throws(FeedError) -> Feed {
        guard let first = text.first(where: { $0 > 0x20 }) else { throw .empty }
        if first == UInt8(ascii: "{") { return try JSONFeed.parse(text, address: address) }
        guard let start = text.firstIndex(of: UInt8(ascii: "<")), start < 1024 else {
            throw .notAFeed(beginning: Self.shown(text))
        }
        return try parseXML(FeedCleaner.clean(text[start...]), address: address)
    }

    private static func shown(_ text: [UInt8]) -> String {
        PlainText.line(String(decoding: text.prefix(60), as: UTF8.self))
    }

    private func parseXML(_ text: [UInt8], address: String?) throws(FeedError) -> Feed {
        let builder = FeedBuilder(address: address)
        let isWellFormed = Self.run(text, builder)
        if builder.isHTML { throw .isHTML(title: PlainText.line(builder.pageTitle)) }
        guard let kind = builder.kind else {
            throw builder.root.map { .unknownKind(root: PlainText.line($0)) } ?? .notAFeed(beginning: Self.shown(text))
        }
        return Feed(
            kind: kind, title: builder.title, entries: builder.entries, skipped: builder.skipped,
            isWellFormed: isWellFormed)
    }

    /// Lets libxml2 call the builder for everything it finds.
    ///
    /// - Returns: Whether the document is well formed.
    private static func run(_ text: [UInt8], _ builder: FeedBuilder) -> Bool {
        text.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                guard let context = xmlCreateMemoryParserCtxt(characters.baseAddress, Int32(characters.count)) else {
                    return false
                }
                defer { xmlFreeParserCtxt(context) }
                // Recover goes on behind errors; no DTD is loaded and no entity substituted unless asked for, and nobody asks.
                let options =
                    XML_PARSE_RECOVER.rawValue | XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue
                    | XML_PARSE_NOWARNING.rawValue | XML_PARSE_IGNORE_ENC.rawValue
                xmlCtxtUseOptions(context, Int32(bitPattern: options))
                xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8)
                install(context, builder)
                builder.stop = { xmlStopParser(context) }
                defer { builder.stop = nil }
                withExtendedLifetime(builder) { _ = xmlParseDocument(context) }
                builder.finishDocument()
                // The tree is never built: these handlers take the place of those that would.
                return context.pointee.wellFormed == 1
            }
        }
    }

    private static func install(_ context: xmlParserCtxtPtr, _ builder: FeedBuilder) {
        guard let sax = context.pointee.sax else { return }
        memset(sax, 0, MemoryLayout<xmlSAXHandler>.size)
        sax.pointee.initialized = UInt32(XML_SAX2_MAGIC)
        sax.pointee.startElementNs = { pointer, name, prefix, uri, _, _, count, _, attributes in
            guard let builder = FeedParser.builder(pointer), let name = FeedParser.text(name) else { return }
            let list = FeedParser.attributes(attributes, count)
            builder.begin(FeedName(name, prefix: FeedParser.text(prefix), uri: FeedParser.text(uri)), list)
        }
        sax.pointee.endElementNs = { pointer, _, _, _ in FeedParser.builder(pointer)?.end() }
        let characters: charactersSAXFunc = { pointer, bytes, count in
            FeedParser.builder(pointer)?.add(UnsafeBufferPointer(start: bytes, count: Int(count)))
        }
        sax.pointee.characters = characters
        sax.pointee.ignorableWhitespace = characters
        sax.pointee.cdataBlock = characters
        context.pointee.userData = Unmanaged.passUnretained(builder).toOpaque()
    }

    private static func builder(_ pointer: UnsafeMutableRawPointer?) -> FeedBuilder? {
        pointer.map { Unmanaged<FeedBuilder>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func text(_ pointer: UnsafePointer<xmlChar>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    /// Five pointers an attribute: name, prefix, namespace, and the value's beginning and end.
    private static func attributes(
        _ pointer: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, _ count: Int32
    ) -> [FeedAttribute] {
        guard let pointer else { return [] }
        return (0..<Int(count)).compactMap { index in
            let base = pointer + index * 5
            guard let name = text(base[0]), let start = base[3], let end = base[4], end >= start else { return nil }
            let length = min(end - start, 8192)
            let value = String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self)
            return FeedAttribute(name: name, prefix: text(base[1]), value: value)
        }
    }
}
