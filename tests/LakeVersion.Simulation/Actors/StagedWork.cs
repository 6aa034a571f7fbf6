using LakeVersion.Simulation.Checking;
using LakeVersion.Simulation.Engine;
using LakeVersion.Storage;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Simulation.Actors;

/// <summary>A transaction whose steps are commands of their own, some of them at the same time; committed until it is clear what became of it.</summary>
internal sealed class StagedWork(Writer writer, World world, Ledger ledger, Lake lake, SimulatedProcess process)
{
    public async Task RunAsync(string branch)
    {
        Id128 id;
        try
        {
            id = await lake.Branch(branch).BeginStagedAsync();
        }
        catch (LakeException e) when (e.Kind is not (LakeErrorKind.Corrupt or LakeErrorKind.Internal))
        {
            world.Note(e.Message);
            return;
        }

        var operation = ledger.Begin("staged");
        operation.HasSeveralSteps = true; // A commit that was tried may land after a later command failed.
        for (var step = 0; step < 2; step++)
        {
            await StepAsync(id, ledger.Begin("step"));
        }

        for (var tries = 0; tries < 3 && operation.Outcome is OperationOutcome.Unknown; tries++)
        {
            // Another command that does not know of the commit.
            var late = world.Chance(0.5) ? LateStepAsync(id) : Task.CompletedTask;
            await writer.TryAsync(operation, () => CommitAsync(id, operation));
            await late;
        }
    }

    private async Task LateStepAsync(Id128 id)
    {
        await process.WaitAsync(world.Between(TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        await StepAsync(id, ledger.Begin("late-step"));
    }

    private Task StepAsync(Id128 id, Operation step)
    {
        step.HasSeveralSteps = true;
        return writer.TryAsync(step, async () =>
        {
            step.Writes = [];
            await using var change = await lake.OpenStagedAsync(id);
            await WriterOperations.NoteAsync(world, change, step);
            await change.SaveAsync(step.Message);
            return false; // Nothing of it stands in a branch by its own word.
        });
    }

    private async Task<bool> CommitAsync(Id128 id, Operation operation)
    {
        await using var change = await lake.OpenStagedAsync(id);
        var say = new CommitOptions { Message = operation.Message, Author = "writer", Patience = world.Options.Patience };
        return (await change.CommitAsync(say)).Status != CommitStatus.Unchanged;
    }
}
