internal import Console
internal import Import

/// The rows that cannot be mapped, as the file of `--rejects` holds them.
enum RejectedRows {
  private static let columns = ["file", "line", "column", "reason", "text", "row"]

  /// Files of versions that did not keep the whole row are written over too.
  static let purpose = OwnFile.Purpose(
    option: "--rejects", noun: "reject file",
    beginnings: [columns.dropLast().joined(separator: ",")])

  static func table(_ rejects: [MapReject]) -> Table {
    var table = Table(columns: columns.map { Column($0) })
    table.rows = rejects.map {
      [
        .text($0.file), .integer(Int64($0.line)), $0.column.map { .text($0) } ?? .empty,
        .text($0.reason), .text($0.text), .text(String(decoding: $0.row, as: UTF8.self)),
      ]
    }
    return table
  }
}
