namespace LakeVersion.Versioning.Transactions;

/// <summary>A transaction that waits to be published, and the answer to it.</summary>
internal sealed class PendingCommit(Transaction transaction, CommitOptions options, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<CommitResult> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Transaction Transaction { get; } = transaction;

    public CommitOptions Options { get; } = options;

    public CancellationToken Cancellation { get; } = cancellationToken;

    public Task<CommitResult> Answer => answer.Task;

    public bool IsAnswered => answer.Task.IsCompleted;

    public void Succeed(CommitResult result) => answer.TrySetResult(result);

    public void Fail(Exception cause) => answer.TrySetException(cause);

    public void Cancel() => answer.TrySetCanceled(Cancellation);
}
