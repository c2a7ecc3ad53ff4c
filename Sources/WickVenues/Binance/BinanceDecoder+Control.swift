import WickDomain

extension BinanceDecoder {
    private static let error = JSONKeys(["code", "msg"])

    /// `{"result":null,"id":1}`, or `{"error":{"code":2,"msg":"Invalid request: …"},"id":1}`; older servers send code and msg at
    /// the root. An answer says neither which stream nor whether it exists.
    func decodeAnswer(_ context: FrameContext) throws(DecodingError) -> DecodedFrame {
        let request = cursor[Field.request].unsigned
        do {
            if cursor[Field.error].isObject {
                try cursor.enter(Field.error)
                try cursor.readFields(Self.error)
                let reason = "\(cursor[1].printable) (code \(cursor[0].printable))"
                return .control(.refused(symbol: nil, reason: reason, request: request))
            }
            if request != nil { return .control(.acknowledged(channels: [], symbols: [], request: request)) }
            try cursor.open(context.frame)
            try cursor.readFields(Self.error)
            guard cursor[1].isString else { return .ignored(channel: "unknown") }
            return .control(.error(reason: "\(cursor[1].printable) (code \(cursor[0].printable))"))
        } catch { throw context.notJSON(error) }
    }
}
