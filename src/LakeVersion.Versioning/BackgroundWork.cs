namespace LakeVersion.Versioning;

/// <summary>How work is started that its caller does not wait for, and on whose thread those go on who wait for an answer of it.</summary>
/// <remarks>A simulation runs all of it on one thread of its own, in an order of its choice; everybody else uses the thread pool.</remarks>
internal abstract class BackgroundWork
{
    /// <summary>On the thread pool.</summary>
    public static BackgroundWork ThreadPool { get; } = new PoolWork();

    /// <summary>How a source of answers is made: whether who gives one runs what waits for it.</summary>
    public abstract TaskCreationOptions Answers { get; }

    /// <summary>Starts work that reports every failure by itself.</summary>
    public abstract void Start(Func<Task> work);

    /// <summary>An answer, or cancellation, whichever comes first.</summary>
    public virtual Task<T> WaitAsync<T>(Task<T> answer, CancellationToken cancellationToken) => answer.WaitAsync(cancellationToken);

    private sealed class PoolWork : BackgroundWork
    {
        public override TaskCreationOptions Answers => TaskCreationOptions.RunContinuationsAsynchronously;

        public override void Start(Func<Task> work) => _ = Task.Run(work);
    }
}
