using System.Security.Cryptography;
using LakeVersion.Testing.Proxy;

namespace LakeVersion.Storage.S3.Tests.Faults;

[Trait("tier", "long")]
[Trait("server", "s3")]
public sealed class S3CreateFaultTests : S3FaultCase
{
    [Theory]
    [MemberData(nameof(CreateFaults))]
    public async Task A_create_is_sent_once_and_never_told_to_have_won_where_it_did_not(ProxyFault fault)
    {
        var told = new List<CreateResult>();
        for (var i = 0; i < 2 * Rounds || (i < MostRounds && (!told.Contains(CreateResult.Created) || IsSpared(fault, reading: false))); i++)
        {
            gateway.Proxy.Schedule = FaultSchedule.Only(i, fault, 0.5);
            var content = RandomNumberGenerator.GetBytes(5000);
            var key = StoreKey.Parse($"create/{i}");
            var outcome = (await lying.CreateAsync(key, content)).Result;
            told.Add(outcome);
            await gateway.Proxy.DrainAsync();
            AssertSentOnce(key, outcome);
            var stored = await clean.GetAsync(key);
            Assert.True(stored is null || stored.Value.Span.SequenceEqual(content));
            Assert.True(stored is not null || outcome != CreateResult.Created);

            // Exists says nothing about whose it is; nothing at all is there only where the proxy made the answer up.
            Assert.True(stored is not null || outcome != CreateResult.Exists || fault == ProxyFault.PreconditionFailed);
            var before = gateway.Requests("PUT", OldKey);
            outcome = (await lying.CreateAsync(OldKey, content)).Result;
            Assert.NotEqual(CreateResult.Created, outcome);
            await gateway.Proxy.DrainAsync();
            AssertSentOnce(OldKey, outcome, before);
        }

        await gateway.Proxy.DrainAsync();
        Assert.True((await clean.GetAsync(OldKey))!.Value.Span.SequenceEqual(Old));
        Assert.Contains(CreateResult.Created, told);
        CheckStruck(fault, reading: false);
    }
}
