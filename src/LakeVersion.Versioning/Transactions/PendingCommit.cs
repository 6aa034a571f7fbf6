using System.Text;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;

namespace LakeVersion.Versioning.Transactions;

/// <summary>A transaction that waits to be published, and the answer to it.</summary>
internal sealed class PendingCommit(Transaction transaction, CommitOptions options, TaskCreationOptions answers, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<CommitResult> answer = new(answers);

    public Transaction Transaction { get; } = transaction;

    public CommitOptions Options { get; } = options;

    /// <summary>What is asked for under the idempotency key; null without key or words.</summary>
    public ContentHash? Request { get; } = options.IdempotencyKey is null ? null : RequestDigest.Of(options.Request);

    public CancellationToken Cancellation { get; } = cancellationToken;

    /// <summary>The most bytes that the member takes in the entry: JSON writes a byte of text as six at worst.</summary>
    public int MostBytes { get; } = 512 + (80 * options.MergeParents.Count) + (6 * (Size(options.Author) + Size(options.IdempotencyKey) + Size(CommitText.FirstLine(options.Message))));

    public Task<CommitResult> Answer => answer.Task;

    public bool IsAnswered => answer.Task.IsCompleted;

    public void Succeed(CommitResult result) => answer.TrySetResult(result);

    public void Fail(Exception cause) => answer.TrySetException(cause);

    public void Cancel() => answer.TrySetCanceled(Cancellation);

    private static int Size(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
