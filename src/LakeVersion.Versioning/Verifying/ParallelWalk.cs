namespace LakeVersion.Versioning.Verifying;

/// <summary>Visits things that lead to further ones, several at a time, deepest first, so that few wait.</summary>
internal static class ParallelWalk
{
    /// <summary>Visits all, and what they lead to. The first failure ends it.</summary>
    public static async Task RunAsync<T>(
        IEnumerable<T> start, int degree, Func<T, CancellationToken, ValueTask<IReadOnlyList<T>>> visit, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ready = new SemaphoreSlim(0);
        var open = new Stack<T>(start);
        var unfinished = open.Count;
        if (unfinished == 0)
        {
            return;
        }

        ready.Release(unfinished);
        await Task.WhenAll(Enumerable.Range(0, degree).Select(_ => Task.Run(WorkAsync, ending.Token))).ConfigureAwait(false);

        async Task WorkAsync()
        {
            try
            {
                while (true)
                {
                    await ready.WaitAsync(ending.Token).ConfigureAwait(false);
                    if (!TryTake(out var item))
                    {
                        return; // Woken because all is done.
                    }

                    var next = await visit(item, ending.Token).ConfigureAwait(false);
                    var done = Push(next);
                    var wake = done ? degree : next.Count;
                    if (wake > 0)
                    {
                        ready.Release(wake);
                    }
                }
            }
            catch
            {
                await ending.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }

        bool TryTake(out T item)
        {
            lock (open)
            {
                return open.TryPop(out item!);
            }
        }

        bool Push(IReadOnlyList<T> items)
        {
            lock (open)
            {
                for (var i = items.Count - 1; i >= 0; i--)
                {
                    open.Push(items[i]);
                }

                unfinished += items.Count - 1;
                return unfinished == 0;
            }
        }
    }
}
