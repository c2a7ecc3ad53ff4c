import WickDomain

extension JSONCursor {
    private static let code = JSONKeys(["msg", "message", "error_details", "error", "code"])

    /// Decodes a body that is an array of trades, or an object that says why it is not.
    func readPage(
        _ body: UnsafeRawBufferPointer, _ keys: JSONKeys, venue: Venue, receivedTime: Timestamp,
        _ decode: () throws(DecodingError) -> Trade
    ) throws(DecodingError) -> RestPage {
        let context = FrameContext(venue: venue, frame: body, receivedTime: receivedTime)
        var page = RestPage()
        var failure: DecodingError?
        do throws(JSONCursor.Failure) {
            if isObject(body) {
                failure = .refused(venue: venue, reason: try readErrorText(body))
                throw Failure(reason: "an error")
            }
            try openArray(body)
            try forEachRootObject(keys) {
                do throws(DecodingError) { page.trades.append(try decode()) } catch {
                    page.unusable.append(.init(position: page.trades.count, time: nil, reason: error))
                }
            }
        } catch { throw failure ?? context.notJSON(error) }
        return page
    }

    /// What an object that stands in place of an array says.
    func readErrorText(_ body: UnsafeRawBufferPointer) throws(Failure) -> String {
        try open(body)
        try readFields(Self.code)
        let told = (0..<5).first { self[$0].isString && !self[$0].bytes.isEmpty || self[$0].isNumber }
        return told.map { self[$0].words } ?? DecimalText.printable(body)
    }

    /// Whether a document's root is an array, as far as its first character tells.
    static func isArray(_ body: UnsafeRawBufferPointer) -> Bool {
        body.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0a && $0 != 0x0d } == UInt8(ascii: "[")
    }

    func isObject(_ body: UnsafeRawBufferPointer) -> Bool {
        body.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0a && $0 != 0x0d } == UInt8(ascii: "{")
    }
}
