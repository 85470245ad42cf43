import { NestFactory } from '@nestjs/core';
import { OrdersModule } from './orders.module.js';

const app = await NestFactory.create(OrdersModule);
app.enableShutdownHooks();
await app.listen(Number(process.env['PORT']), '127.0.0.1');
console.log('The API is ready.');
