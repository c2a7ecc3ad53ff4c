public import WickDomain

import GRDB

extension Store {
    /// Minutes, and predictions, that are looked at: the newest in time need not be the newest known.
    private static let lookedAtMicroseconds: Int64 = 86_400_000_000
    private static let lookedAtPredictions = 16

    /// When the newest of what live runs stored of these instruments became known; nil where there is nothing. A run whose clock shows an
    /// earlier time cannot be right.
    public func newestKnownTime(of instruments: [Instrument]) throws(StoreError) -> Timestamp? {
        try read("looking for the newest that is known") { database in
            var newest: Int64?
            for instrument in instruments {
                guard let id = try InstrumentIdentifiers.find(instrument, in: database) else { continue }
                let candle = try Int64.fetchOne(
                    database,
                    sql: """
                        SELECT MAX(known_at) FROM candle WHERE instrument_id = ?
                        AND event_time > (SELECT MAX(event_time) FROM candle WHERE instrument_id = ?) - ?
                        """, arguments: [id, id, Self.lookedAtMicroseconds])
                let prediction = try Int64.fetchOne(
                    database,
                    sql: """
                        SELECT MAX(known_at) FROM (SELECT known_at FROM prediction WHERE instrument_id = ?
                        ORDER BY event_time DESC LIMIT ?)
                        """, arguments: [id, Self.lookedAtPredictions])
                for known in [candle, prediction].compactMap(\.self) { newest = max(newest ?? known, known) }
            }
            return newest.map { Timestamp(microseconds: $0) }
        }
    }
}
