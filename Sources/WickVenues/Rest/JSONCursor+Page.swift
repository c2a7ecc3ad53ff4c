import WickDomain

extension JSONCursor {
    private static let code = JSONKeys(["msg", "message"])

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
                do throws(DecodingError) { page.trades.append(try decode()) } catch { failure = failure ?? error }
            }
        } catch { throw failure ?? context.notJSON(error) }
        if let failure { throw failure }
        return page
    }

    /// What an object that stands in place of an array says.
    func readErrorText(_ body: UnsafeRawBufferPointer) throws(Failure) -> String {
        try open(body)
        try readFields(Self.code)
        return (self[0].isString ? self[0] : self[1]).printable
    }

    func isObject(_ body: UnsafeRawBufferPointer) -> Bool {
        body.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0a && $0 != 0x0d } == UInt8(ascii: "{")
    }
}
