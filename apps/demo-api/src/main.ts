import '@portcullis/boot/require-node';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { listen } from '@portcullis/boot';
import helmet from 'helmet';
import { readConfiguration } from './configuration.js';
import { DemoApiModule } from './demo-api.module.js';

const configuration = readConfiguration();
const app = await NestFactory.create(DemoApiModule.configured(configuration), {
  // A start that fails is told below in plain words, without a stack.
  logger: false,
  abortOnError: false,
}).catch(refuse);
app.useLogger(['error', 'warn']);
app.use(helmet());

const description = new DocumentBuilder()
  .setTitle('Portcullis demo API')
  .setDescription('The resource server of the story.')
  .setVersion('1.0')
  .addBearerAuth()
  .build();
SwaggerModule.setup('openapi', app, () => SwaggerModule.createDocument(app, description), {
  ui: false,
  raw: ['json'],
  jsonDocumentUrl: 'openapi.json',
});

await listen(app, configuration.port).catch(refuse);

function refuse({ message }: Error): never {
  console.error(message);
  process.exit(1);
}
