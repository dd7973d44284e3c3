using System.Reflection;
using MassTransit;
using NUnit.Framework;

namespace BoroughBridge.UnitTests.Streams;

/// <summary>Exactly two things send on the broker: the stream relay and brokered reads (architecture, "Senders"). No constructor of ours takes anything else that could.</summary>
public sealed class OnlySendersTests
{
    private static readonly Type[] Sending =
    [
        typeof(IBus), typeof(IPublishEndpoint), typeof(ISendEndpoint), typeof(ISendEndpointProvider), typeof(IPublishEndpointProvider), typeof(IMessageScheduler), typeof(IClientFactory),
        typeof(RabbitMQ.Client.IChannel), typeof(RabbitMQ.Client.IConnection), typeof(RabbitMQ.Client.IConnectionFactory),
    ];

    private static readonly string[] Senders = ["BoroughBridge.Streams.BrokerQueue", "BoroughBridge.Streams.Carry.CarryLine"];

    [Test]
    public void No_constructor_takes_what_sends_on_the_broker()
    {
        var ours = Directory.GetFiles(AppContext.BaseDirectory, "BoroughBridge.*.dll").Where(file => !Path.GetFileName(file).Contains("Tests", StringComparison.Ordinal)).Select(Assembly.LoadFrom).ToList();

        var found = ours
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => !Senders.Contains(type.FullName))
            .SelectMany(type => type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(constructor => constructor.GetParameters().Any(parameter => Sends(parameter.ParameterType)))
            .Select(constructor => constructor.DeclaringType!.FullName);

        Assert.That(ours, Has.Count.GreaterThanOrEqualTo(10));
        Assert.That(found, Is.Empty);
    }

    [Test]
    public void A_bus_would_be_found() => Assert.That(Sends(typeof(IBusControl)) && Sends(typeof(Func<IPublishEndpoint>)), Is.True);

    private static bool Sends(Type type) => Sending.Any(sending => sending.IsAssignableFrom(type)) || (type.IsGenericType && type.GetGenericArguments().Any(Sends));
}
