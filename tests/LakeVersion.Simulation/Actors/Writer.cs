using LakeVersion.History;
using LakeVersion.Simulation.Checking;
using LakeVersion.Simulation.Engine;
using LakeVersion.Storage;
using LakeVersion.Versioning;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Simulation.Actors;

/// <summary>A process that changes the lake by one operation after the other, and notes what it was told of each.</summary>
internal sealed class Writer(World world, SharedObjects objects, Book book, Ledger ledger, string name)
    : Actor(world, objects, book, ledger, name, world.Options.OperationsEach)
{
    protected override double Deaths => World.Options.Deaths;

    protected override WriterMutants Mutants => World.Options.Mutants;

    /// <summary>Runs one operation; a failure that callers must expect is its outcome.</summary>
    public async Task<OperationOutcome> TryAsync(Operation operation, Func<Task<bool>> act)
    {
        // A killed process goes on as another; this one's lake must not become that one's.
        var lake = Lake;
        var safeUntil = World.Now + World.Options.Grace.Ticks;
        try
        {
            Ledger.End(operation, await act() ? OperationOutcome.Acknowledged : OperationOutcome.Unchanged);
        }
        catch (UnknownOutcomeException e)
        {
            World.Note($"{operation.Message}: unknown");
            if (World.Chance(0.5) && !operation.HasSeveralSteps)
            {
                await SettleAsync(lake, operation, e);
            }
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt && World.Now > safeUntil)
        {
            // What it began with may have been collected since.
            World.Note(e.Message);
            Ledger.End(operation, operation.HasSeveralSteps ? OperationOutcome.Unknown : OperationOutcome.Failed);
        }
        catch (Exception e) when (Wrong(e, operation.Message) is { } violation)
        {
            throw World.Fail(violation);
        }
        catch (Exception e)
        {
            // One of several steps can have been taken.
            World.Note(e.Message);
            Ledger.End(operation, operation.HasSeveralSteps ? OperationOutcome.Unknown : OperationOutcome.Failed);
        }

        return operation.Outcome;
    }

    protected override Task StepAsync()
    {
        var all = World.Options.Operations ?? (World.Options.Tables ? TableOperations.Mix : WriterOperations.UsualMix);
        return new WriterOperations(this, World, Book, Ledger, Lake, Process).RunAsync(all[World.Random.Next(all.Count)]);
    }

    // Settling is itself a movement, of which only a clear answer counts.
    private async Task SettleAsync(Lake lake, Operation operation, UnknownOutcomeException unknown)
    {
        try
        {
            RefName.TryFromLog(unknown.Log, out var name);
            var options = new LogOptions { Author = "settler", Patience = World.Options.Patience };
            var stored = await lake.Store.Moves.SettleAsync(name, unknown.N, options);
            var isDone = Settlement.Of(stored, unknown.Tx).Outcome == SettledOutcome.Done && stored.Entry.Op != LogOperation.Reserve;
            Ledger.End(operation, isDone ? OperationOutcome.Acknowledged : OperationOutcome.Failed);
        }
        catch (LakeException e) when (Wrong(e, $"settling {operation.Message}") is null)
        {
            World.Note(e.Message);
        }
    }
}
