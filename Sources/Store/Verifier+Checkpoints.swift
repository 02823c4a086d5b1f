internal import Hashing
internal import Ledger

// MARK: - The chain of checkpoints

extension Verifier {
  /// Checks that the checkpoints lead from an empty log to its end, each to the next.
  mutating func checkChain() throws(StoreError) {
    let (all, wrong) = try CheckpointStore.all(file.connection)
    for size in wrong {
      result.add(nil, "the row \(size) of table checkpoint is not what plimsoll writes")
    }
    checkpoints = all.filter { $0.size <= file.tip.size }
    var before: Int64 = 0
    for checkpoint in checkpoints {
      let (size, previous) = (checkpoint.size, checkpoint.previous)
      if previous > before {
        result.add(
          nil,
          "the table checkpoint is not what was recorded: the row \(size) comes after a row "
            + "\(previous), which is missing")
      } else if previous < before {
        result.add(
          nil,
          "the table checkpoint is not what was recorded: the row \(size) comes after "
            + (previous == 0 ? "none" : "a row \(previous)") + ", but the row \(before) is between")
      }
      before = size
    }
    if before < file.tip.size {
      result.add(nil, "the row \(file.tip.size) of table checkpoint is missing: it is the last")
    }
    for checkpoint in all.dropFirst(checkpoints.count) {
      result.add(
        nil,
        "the row \(checkpoint.size) of table checkpoint was added: there are \(file.tip.size) events"
      )
    }
  }

  /// Closes the checkpoints that the events read so far reach.
  mutating func closeCheckpoints() {
    while checkpointed < checkpoints.count, checkpoints[checkpointed].size <= tree.size {
      close(checkpoints[checkpointed])
      checkpointed += 1
    }
  }

  /// Judges the events since the last checkpoint by the root of this one.
  private mutating func close(_ checkpoint: Checkpoint) {
    let before = checkpointed == 0 ? 0 : checkpoints[checkpointed - 1].size
    let isSealed = (sealedTree ?? tree).root(sha) == checkpoint.root
    if sealedTree != nil, tree.root(sha) == checkpoint.root {
      // The lines are right, so the tiles are wrong.
      for suspect in suspects { blameTile((suspect.seq - 1) / Int64(MerkleTree.tileWidth)) }
      suspects = []
      sealedTree = nil
    } else if !isSealed {
      tellOfWrongRoot(checkpoint, after: before)
    }
    checkGross(checkpoint, isJudged: suspects.isEmpty && isGrossComplete && isSealed)
    convictSuspects()
    if let lastPosition, lastPosition.block != checkpoint.block, lastRead == checkpoint.size {
      result.add(
        nil,
        "the checkpoint of \(checkpoint.size) events names block \(checkpoint.block), not "
          + "\(lastPosition.block)")
    }
  }

  private mutating func tellOfWrongRoot(_ checkpoint: Checkpoint, after before: Int64) {
    // The head is outside of the file: where it agrees with the events, the checkpoint is wrong.
    if checkpoint.size == file.tip.size, (sealedTree ?? tree).root(sha) == headRoot {
      result.add(nil, "the root of the checkpoint of \(checkpoint.size) events is not their root")
      return
    }
    unsound(
      before + 1,
      "the events \(before + 1) to \(checkpoint.size) do not give the root of their checkpoint")
  }

  /// The root that the head gives for the end of the log; nil when it gives none.
  private var headRoot: Digest? {
    switch file.head {
    case .matches: file.tip.root
    case .differs(let head) where head.size == file.tip.size: head.root
    default: nil
    }
  }

  private mutating func checkGross(_ checkpoint: Checkpoint, isJudged: Bool) {
    if !isJudged {
      gross = checkpoint.gross
    } else if gross != checkpoint.gross {
      result.add(
        nil,
        "the checkpoint of \(checkpoint.size) events has the sum of amounts "
          + "\(checkpoint.gross.units), not \(gross.units)")
    }
    isGrossComplete = true
  }

  /// Takes what differs as changed events, now that the tiles proved right or nothing else can be known.
  mutating func convictSuspects() {
    for suspect in suspects {
      unsound(suspect.seq)
      blame.convict(suspect)
    }
    suspects = []
  }
}
