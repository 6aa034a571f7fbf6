namespace LakeVersion.Storage;

/// <summary>Room for so many at once: the others wait in line, and go on where <see cref="BackgroundWork"/> lets them.</summary>
public sealed class WorkSlots
{
    private readonly BackgroundWork background;
    private readonly Lock gate = new();
    private readonly LinkedList<TaskCompletionSource<bool>> waiting = [];
    private int free;

    /// <summary>Creates free slots.</summary>
    /// <param name="background">Whose threads those go on who waited.</param>
    /// <param name="count">How many slots.</param>
    public WorkSlots(BackgroundWork background, int count)
    {
        ArgumentNullException.ThrowIfNull(background);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        (this.background, free) = (background, count);
    }

    /// <summary>Takes a slot as soon as one is free. Whoever has it gives it back by <see cref="Release"/>.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource<bool>> mine;
        lock (gate)
        {
            if (free > 0)
            {
                free--;
                return;
            }

            mine = waiting.AddLast(new TaskCompletionSource<bool>(background.Answers));
        }

        using var registration = cancellationToken.UnsafeRegister(_ => Leave(mine, cancellationToken), null);
        await mine.Value.Task.ConfigureAwait(false);
    }

    /// <summary>Gives slots back, to those who wait longest.</summary>
    public void Release(int count = 1)
    {
        for (; count > 0; count--)
        {
            TaskCompletionSource<bool> next;
            lock (gate)
            {
                if (waiting.First is not { } first)
                {
                    free++;
                    continue;
                }

                waiting.RemoveFirst();
                next = first.Value;
            }

            next.SetResult(true);
        }
    }

    // Who is no longer in line has a slot already.
    private void Leave(LinkedListNode<TaskCompletionSource<bool>> mine, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (mine.List is null)
            {
                return;
            }

            waiting.Remove(mine);
        }

        mine.Value.SetCanceled(cancellationToken);
    }
}
